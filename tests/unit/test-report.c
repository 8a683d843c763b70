// SPDX-License-Identifier: MIT
// The page and the Markdown hold whatever a result may hold: nothing, a
// failure, text that would be markup, the largest numbers.
#include "sample-result.h"

#include <float.h>
#include <math.h>

#include "report/axis.h"
#include "report/csv.h"
#include "report/html.h"
#include "report/markdown.h"
#include "report/quantity.h"
#include "report/report.h"

static void ticks_of(double low, double high, bool log, struct axis_ticks *t)
{
	struct axis a = { .log = log };

	axis_take(&a, low);
	axis_take(&a, high);
	axis_settle(&a);
	axis_ticks(&a, 5, t);
	for (size_t i = 0; i < t->n; i++) {
		assert_true(isfinite(t->v[i]));
		assert_true(t->v[i] >= a.low * (1 - 1e-6) || !log);
		assert_true(t->v[i] <= a.high + fabs(a.high) * 1e-6);
		assert_true(i == 0 || t->v[i] > t->v[i - 1]);
	}
}

static void assert_ticks(const struct axis_ticks *t, size_t n,
			 const double *expected)
{
	assert_int_equal(t->n, n);
	for (size_t i = 0; i < n; i++)
		assert_true(fabs(t->v[i] - expected[i]) <
			    1e-9 * fabs(expected[i]) + 1e-12);
}

TEST(ticks_of_counts_are_whole_numbers)
{
	struct axis whole = { .low = .84, .high = 3.16, .whole = true };
	struct axis near = { .low = 417.2, .high = 418.8, .whole = true };
	struct axis none = { .low = 3.2, .high = 3.4, .whole = true };
	struct axis_ticks t;

	axis_ticks(&whole, 5, &t);
	assert_ticks(&t, 3, (const double[]){ 1, 2, 3 });
	axis_ticks(&near, 5, &t);
	assert_ticks(&t, 1, (const double[]){ 418 });
	axis_ticks(&none, 5, &t);
	assert_true(t.n >= 2);
}

TEST(a_log_axis_over_decades_has_powers_of_ten)
{
	struct axis_ticks t;

	ticks_of(90, 1.1e6, true, &t);
	assert_ticks(&t, 5, (const double[]){ 100, 1e3, 1e4, 1e5, 1e6 });
}

TEST(a_log_axis_over_two_decades_has_numbers_between)
{
	struct axis_ticks t;

	ticks_of(1, 100, true, &t);
	assert_ticks(&t, 5, (const double[]){ 1, 3, 10, 30, 100 });
}

TEST(a_log_axis_within_a_decade_has_round_numbers)
{
	struct axis_ticks t;

	ticks_of(12000, 57000, true, &t);
	assert_ticks(&t, 5,
		     (const double[]){ 20000, 30000, 40000, 50000, 60000 });
}

TEST(a_narrow_axis_still_has_two_ticks)
{
	struct axis_ticks t;

	ticks_of(955775, 957823, true, &t);
	assert_true(t.n >= 2);
	ticks_of(12333, 12333, false, &t);
	assert_true(t.n >= 2);
	ticks_of(0, 0, false, &t);
	assert_true(t.n >= 2);
}

TEST(the_largest_and_smallest_numbers_have_ticks)
{
	struct axis_ticks t;

	ticks_of(DBL_MIN, DBL_MAX, true, &t);
	assert_true(t.n >= 2 && t.n <= AXIS_TICKS_MAX);
	ticks_of(-DBL_MAX, DBL_MAX, false, &t);
	assert_true(t.n >= 2 && t.n <= AXIS_TICKS_MAX);
	ticks_of(1, 18446744073709551615.0, true, &t);
	assert_true(t.n >= 2 && t.n <= AXIS_TICKS_MAX);
}

TEST(what_is_no_number_leaves_an_axis_alone)
{
	struct axis a = { .log = true };

	axis_take(&a, NAN);
	axis_take(&a, INFINITY);
	axis_take(&a, 0);
	axis_take(&a, -1);
	assert_false(a.any);
	axis_settle(&a);
	assert_true(a.low > 0 && a.low < a.high);
	assert_true(axis_place(&a, NAN) < 1e-9);
	assert_true(axis_place(&a, 0) < 1e-9);
	assert_true(axis_place(&a, INFINITY) > 1 - 1e-9);
}

TEST(nines_are_equally_far_apart)
{
	struct axis a = { .high = 1 - 1e-4, .tail = true, .fixed = true };
	double step = axis_place(&a, .99) - axis_place(&a, .9);

	axis_settle(&a);
	assert_true(fabs(axis_place(&a, .999) - axis_place(&a, .99) - step) <
		    1e-9);
	assert_true(axis_place(&a, 1) > 1 - 1e-9);
	assert_true(axis_place(&a, 0) < 1e-9);
}

static void assert_quantity(double value, const char *unit,
			    const char *expected)
{
	char text[QUANTITY_TEXT_MAX];

	assert_string_equal(quantity_text(value, unit, text), expected);
}

TEST(quantities_are_read_at_a_glance)
{
	assert_quantity(1120000, "ns", "1.12 ms");
	assert_quantity(999, "ns", "999 ns");
	assert_quantity(0, "ns", "0 ns");
	assert_quantity(957823, "instructions", "957,823 insn");
	assert_quantity(1234567.5, "faults", "1,234,568");
	assert_quantity(0.5, "faults", "0.5");
	assert_quantity(1, "ratio", "100 %");
	assert_quantity(NAN, "ratio", "-");
	assert_quantity(1e300, "instructions", "1e+300 insn");
	assert_quantity(-1234, "events", "-1,234");
}

static char *page_of(const struct result *const *results, size_t n,
		     void (*write)(const struct doc *d, struct strbuf *out))
{
	const char *const names[] = { "a.json", SAMPLE_HOSTILE, "c.json" };
	const struct report_input in = { .results = results,
					 .names = names,
					 .n = n };
	cleanup_doc struct doc doc = { 0 };
	struct strbuf out = { 0 };

	assert_true(n <= ARRAY_SIZE(names));
	report_build(&in, &doc);
	write(&doc, &out);
	return strbuf_take(&out);
}

static void assert_both_hold(const struct result *const *results, size_t n,
			     const char *part)
{
	cleanup_free char *html = page_of(results, n, html_write);
	cleanup_free char *markdown = page_of(results, n, markdown_write);

	assert_contains(html, part);
	assert_contains(markdown, part);
	assert_contains(html, "</html>\n");
	assert_null(strstr(html, "nan"));
	assert_null(strstr(html, "inf\""));
}

TEST(no_result_is_a_page)
{
	assert_both_hold(NULL, 0, "There is no run in it.");
}

TEST(an_empty_result_is_a_page)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };

	assert_both_hold(all, 1, "There is no run in it.");
}

TEST(a_failed_result_says_why)
{
	cleanup_result struct result r = { .status = RESULT_FAILED };
	const struct result *const all[] = { &r };

	r.error = xstrdup("no DAX anywhere");
	assert_both_hold(all, 1, "failed: no DAX anywhere");
}

TEST(a_run_without_repetitions_is_in_it)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };

	sample_result(&r, "6.1.0", "ext4");
	struct run_record *run = sample_run(&r, "pmd-fault", 0, 1);
	run->mapping.obtained_known = run->judged = false;
	run->mapping.agreement = "unwitnessed";
	run_record_doubt(run, VALIDITY_INVALID, "nothing was finished");
	assert_both_hold(all, 1, "unknown, unwitnessed");
	assert_both_hold(all, 1, "nothing was finished");
}

TEST(the_largest_numbers_are_in_it)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };

	sample_result(&r, "6.1.0", "ext4");
	struct run_record *run = sample_run(&r, "pmd-fault", 2, UINT64_MAX - 1);
	run->mapping.obtained =
		(struct page_bytes){ UINT64_MAX, UINT64_MAX, UINT64_MAX,
				     UINT64_MAX, UINT64_MAX, true };
	run->metrics[1].values[0] = DBL_MAX;
	run->metrics[1].values[1] = INFINITY;
	assert_both_hold(all, 1, "pmd-fault");
}

static void hostile(struct result *r)
{
	sample_result(r, SAMPLE_HOSTILE, SAMPLE_HOSTILE);
	r->error = xstrdup(SAMPLE_HOSTILE);
	r->status = RESULT_INTERRUPTED;
	facts_text(&r->platform, SAMPLE_HOSTILE, SAMPLE_HOSTILE,
		   SAMPLE_HOSTILE);
	struct run_record *run = sample_run(r, SAMPLE_HOSTILE, 2, 5);
	sample_witness(run, SAMPLE_HOSTILE);
	run_record_doubt(run, VALIDITY_SUSPECT, "%s", SAMPLE_HOSTILE);
}

TEST(hostile_text_is_text_in_the_page)
{
	cleanup_result struct result a = { 0 }, b = { 0 };
	const struct result *const all[] = { &a, &b };

	hostile(&a);
	sample_result(&b, "6.1.0", "ext4");
	(void)sample_run(&b, "pmd-fault", 1, 5);
	cleanup_free char *html = page_of(all, 2, html_write);
	assert_null(strstr(html, "<script"));
	assert_null(strstr(html, "alert(\"1\")"));
	assert_null(strchr(html, '\x01'));
	assert_null(strchr(html, '\x1b'));
	assert_null(strchr(html, '\xff'));
	assert_contains(html, "&lt;script&gt;alert(&quot;1&quot;)");
}

TEST(hostile_text_does_not_break_a_markdown_table)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };

	hostile(&r);
	cleanup_free char *text = page_of(all, 1, markdown_write);
	assert_null(strstr(text, "<script"));
	assert_null(strchr(text, '\x1b'));
	for (char *save, *line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (strncmp(line, "| ", 2) != 0)
			continue;
		assert_int_equal(line[strlen(line) - 1], '|');
		assert_null(strchr(line, '`'));
	}
}

TEST(the_page_asks_for_nothing)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };

	sample_result(&r, "6.1.0", "ext4");
	(void)sample_run(&r, "pmd-fault", 3, 5);
	cleanup_free char *html = page_of(all, 1, html_write);
	assert_contains(html, "default-src 'none'");
	assert_null(strstr(html, "http://"));
	assert_null(strstr(html, "https://"));
	assert_null(strstr(html, "url("));
	assert_null(strstr(html, "<script"));
}

TEST(every_figure_has_its_table)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };
	size_t figures = 0;

	sample_result(&r, "6.1.0", "ext4");
	(void)sample_run(&r, "pmd-fault", 3, 5);
	cleanup_free char *html = page_of(all, 1, html_write);
	for (const char *s = html; (s = strstr(s, "<figure>")); s++) {
		const char *end = strstr(s, "</figure>");
		const char *table = strstr(s, "<table>");

		assert_true(end && table && table < end);
		figures++;
	}
	assert_int_equal(figures, 4);
}

TEST(more_results_than_a_figure_tells_apart_make_another)
{
	struct result r[20] = { { 0 } };
	const struct result *all[20];
	const char *names[20];
	cleanup_strbuf struct strbuf out = { 0 };
	size_t curves = 0;

	for (unsigned i = 0; i < 20; i++) {
		cleanup_free char *kernel = xasprintf("6.%u", i);

		sample_result(&r[i], kernel, "ext4");
		(void)sample_run(&r[i], "pmd-fault", 2, 5);
		all[i] = &r[i];
		names[i] = "x.json";
	}
	const struct report_input in = { .title = "many",
					 .results = all,
					 .names = names,
					 .n = 20,
					 .comparison = NULL };
	cleanup_doc struct doc doc = { 0 };
	report_build(&in, &doc);
	for (size_t i = 0; i < doc.n; i++) {
		const struct figure *f = doc.v[i].figure;

		if (!f || f->kind != FIGURE_STEPS)
			continue;
		assert_true(f->n_series <= FIGURE_SERIES_MAX);
		curves += f->n_series;
	}
	assert_int_equal(curves, 20);
	html_write(&doc, &out);
	for (unsigned i = 0; i < 20; i++)
		result_release(&r[i]);
}

TEST(equal_circumstances_get_numbers)
{
	cleanup_result struct result a = { 0 }, b = { 0 };
	const struct result *const all[] = { &a, &b };

	sample_result(&a, "6.1.0", "ext4");
	sample_result(&b, "6.1.0", "ext4");
	(void)sample_run(&a, "pmd-fault", 2, 5);
	(void)sample_run(&b, "pmd-fault", 2, 5);
	assert_both_hold(all, 2, "6.1.0 (1)");
	assert_both_hold(all, 2, "6.1.0 (2)");
}

TEST(nanoseconds_and_instructions_share_no_figure)
{
	cleanup_result struct result a = { 0 };
	cleanup_result struct result b = { .clock = CLOCK_KIND_ICOUNT };
	const struct result *const all[] = { &a, &b };

	sample_result(&a, "6.1.0", "ext4");
	sample_result(&b, "6.1.0", "ext4");
	(void)sample_run(&a, "pmd-fault", 2, 5);
	(void)sample_run(&b, "pmd-fault", 2, 5);
	cleanup_free char *html = page_of(all, 2, html_write);
	assert_contains(html, "time per touch");
	assert_contains(html, "instructions per touch");
}

TEST(csv_has_a_line_a_value_and_nothing_where_it_is_not_known)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };
	const char *const names[] = { "a,b.json" };
	cleanup_strbuf struct strbuf out = { 0 };

	sample_result(&r, "6.1.0", "ext4");
	(void)sample_run(&r, "pmd-fault", 2, 5);
	r.runs[0].metrics[0].values[1] = NAN;
	assert_int_equal(csv_write(all, names, 1, &out), 6);
	assert_contains(out.s, "\n\"a,b.json\",2026-01-02T03:04:05Z,6.1.0,ext4,"
			       "fsdax,,wall,,copy,1,4MiB,pmd-fault,valid,"
			       "witnessed,latency_p50,ns,less,1,5\n");
	assert_contains(out.s, "latency_p50,ns,less,2,\n");
}

static void judged(struct comparison *c, const char *text, double effect)
{
	struct judgement *j = comparison_add(c);

	j->run = xstrdup(text);
	j->workload = xstrdup(text);
	j->metric = xstrdup("latency_p50");
	j->unit = xstrdup("ns");
	j->gate = true;
	j->outcome = OUTCOME_REGRESSED;
	j->base = 100;
	j->new = 100 * (1 + effect);
	j->effect = effect;
	j->low = effect - .01;
	j->high = effect + .01;
	j->min_effect = .03;
	j->method = "unpaired";
	j->sentence = xstrdup(text);
}

static char *verdict_page(double effect, const char *text)
{
	cleanup_result struct result r = { 0 };
	const struct result *const all[] = { &r };
	const char *const names[] = { "a.json" };
	cleanup_comparison struct comparison c = { .overall =
							   OUTCOME_REGRESSED };
	const struct report_input in = { .title = NULL,
					 .results = all,
					 .names = names,
					 .n = 1,
					 .comparison = &c };
	cleanup_doc struct doc doc = { 0 };
	struct strbuf out = { 0 };

	sample_result(&r, "6.1.0", "ext4");
	c.reason = xstrdup(text);
	c.base.path = xstrdup(text);
	c.new.path = xstrdup(text);
	comparison_note(&c, "%s", text);
	judged(&c, text, effect);
	report_build(&in, &doc);
	html_write(&doc, &out);
	return strbuf_take(&out);
}

TEST(a_verdict_stands_first_with_its_interval)
{
	cleanup_free char *html = verdict_page(.05, "slower");
	const char *verdict = strstr(html, "regressed: slower");
	const char *summary = strstr(html, ">Summary</h2>");

	assert_true(verdict && summary && verdict < summary);
	assert_contains(html, "+5.00 %, regressed");
	assert_contains(html, "+4.00 % to +6.00 %");
	assert_contains(html, "class=\"zeroline\"");
}

TEST(an_effect_that_is_not_known_is_not_drawn)
{
	cleanup_free char *html = verdict_page(NAN, "slower");

	assert_null(strstr(html, "class=\"zeroline\""));
	assert_contains(html, "regressed: slower");
	assert_null(strstr(html, "nan"));
}

TEST(hostile_text_is_text_in_a_verdict)
{
	cleanup_free char *html = verdict_page(.05, SAMPLE_HOSTILE);

	assert_null(strstr(html, "<script"));
	assert_null(strchr(html, '\x1b'));
	assert_null(strchr(html, '\xff'));
}

// One run a block size, at `rate` bytes a nanosecond.
static void add_sweep(struct result *r, const char *order, uint64_t rate)
{
	static const uint64_t blocks[] = { 4096, 64, 32768 };

	for (size_t i = 0; i < ARRAY_SIZE(blocks); i++) {
		struct run_record *run = sample_run(r, "load", 2, 1000);

		facts_bytes(&run->parameters, "block_size", "plan", blocks[i]);
		facts_text(&run->parameters, "order", "plan", order);
		for (size_t k = 0; k < run->n_repetitions; k++)
			run->repetitions[k].duration =
				run->repetitions[k].bytes / rate / (k + 1);
	}
}

TEST(a_sweep_is_a_curve_and_its_table)
{
	cleanup_result struct result r = { 0 };
	const struct result *results[] = { &r };

	sample_result(&r, "6.1.0", "ext4");
	add_sweep(&r, "random", 1);
	add_sweep(&r, "sequential", 4);
	sample_run(&r, "store", 2, 1000);
	cleanup_free char *text = page_of(results, 1, markdown_write);

	assert_contains(text, "## Throughput");
	assert_contains(text, "load by block size");
	// Ascending, and the median of two repetitions.
	assert_contains(text,
			"| random | 64 B | 1.5 GB/s | 1 GB/s | 2 GB/s | 2 |\n"
			"| random | 4 KiB | 1.5 GB/s |");
	assert_contains(text, "| sequential | 32 KiB | 6 GB/s |");
	assert_null(strstr(text, "store by"));
	assert_null(strstr(text, "by threads"));
}

TEST(what_was_not_swept_has_no_throughput)
{
	cleanup_result struct result r = { 0 };
	const struct result *results[] = { &r, &r };

	sample_result(&r, "6.1.0", "ext4");
	sample_run(&r, "load", 2, 1000)->repetitions[0].duration = 1;
	cleanup_free char *text = page_of(results, 2, markdown_write);

	assert_null(strstr(text, "Throughput"));
}

TEST(rates_and_sizes_are_read_at_a_glance)
{
	assert_quantity(4096, "bytes", "4 KiB");
	assert_quantity(0.5, "bytes", "0.5 B");
	assert_quantity(9.54, "bytes/ns", "9.54 GB/s");
	assert_quantity(0.0305, "bytes/ns", "30.5 MB/s");
	assert_quantity(1e-7, "bytes/ns", "0.1 kB/s");
	assert_quantity(9.5258, "bytes/instruction", "9.526 B/insn");
}

TEST(an_axis_of_sizes_has_powers_of_two)
{
	struct axis a = { .log = true, .binary = true };
	struct axis_ticks t;

	axis_take(&a, 64);
	axis_take(&a, 2 << 20);
	axis_settle(&a);
	axis_ticks(&a, 5, &t);
	assert_true(t.n >= 4 && t.n <= 6);
	for (size_t i = 0; i < t.n; i++)
		assert_true(fabs(log2(t.v[i]) - round(log2(t.v[i]))) < 1e-9);
	a = (struct axis){ .log = true, .binary = true };
	axis_take(&a, 1);
	axis_take(&a, 4);
	axis_settle(&a);
	axis_ticks(&a, 5, &t);
	assert_ticks(&t, 3, (const double[]){ 1, 2, 4 });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ticks_of_counts_are_whole_numbers),
		cmocka_unit_test(a_sweep_is_a_curve_and_its_table),
		cmocka_unit_test(what_was_not_swept_has_no_throughput),
		cmocka_unit_test(rates_and_sizes_are_read_at_a_glance),
		cmocka_unit_test(an_axis_of_sizes_has_powers_of_two),
		cmocka_unit_test(a_log_axis_over_decades_has_powers_of_ten),
		cmocka_unit_test(
			a_log_axis_over_two_decades_has_numbers_between),
		cmocka_unit_test(a_log_axis_within_a_decade_has_round_numbers),
		cmocka_unit_test(a_narrow_axis_still_has_two_ticks),
		cmocka_unit_test(the_largest_and_smallest_numbers_have_ticks),
		cmocka_unit_test(what_is_no_number_leaves_an_axis_alone),
		cmocka_unit_test(nines_are_equally_far_apart),
		cmocka_unit_test(quantities_are_read_at_a_glance),
		cmocka_unit_test(no_result_is_a_page),
		cmocka_unit_test(an_empty_result_is_a_page),
		cmocka_unit_test(a_failed_result_says_why),
		cmocka_unit_test(a_run_without_repetitions_is_in_it),
		cmocka_unit_test(the_largest_numbers_are_in_it),
		cmocka_unit_test(hostile_text_is_text_in_the_page),
		cmocka_unit_test(hostile_text_does_not_break_a_markdown_table),
		cmocka_unit_test(the_page_asks_for_nothing),
		cmocka_unit_test(every_figure_has_its_table),
		cmocka_unit_test(
			more_results_than_a_figure_tells_apart_make_another),
		cmocka_unit_test(equal_circumstances_get_numbers),
		cmocka_unit_test(nanoseconds_and_instructions_share_no_figure),
		cmocka_unit_test(
			csv_has_a_line_a_value_and_nothing_where_it_is_not_known),
		cmocka_unit_test(a_verdict_stands_first_with_its_interval),
		cmocka_unit_test(an_effect_that_is_not_known_is_not_drawn),
		cmocka_unit_test(hostile_text_is_text_in_a_verdict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
