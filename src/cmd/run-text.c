// SPDX-License-Identifier: MIT
#include "cmd/run-text.h"

#include <string.h>

#include "base/parse.h"
#include "base/plural.h"
#include "base/strbuf.h"
#include "base/table.h"
#include "result/variant.h"
#include "stats/ranktest.h"

// Times in a unit a person reads at a glance; instructions stay as they are.
#define TIME_TEXT_MAX 48
static char *time_text(double v, enum clock_kind clock, char buf[TIME_TEXT_MAX])
{
	static const struct {
		double from, scale;
		const char *unit;
	} units[] = {
		{ 1e9, 1e9, "s" },
		{ 1e6, 1e6, "ms" },
		{ 1e3, 1e3, "us" },
	};

	if (clock == CLOCK_KIND_ICOUNT) {
		(void)snprintf(buf, TIME_TEXT_MAX, "%.0f insn", v);
		return buf;
	}
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		if (v < units[i].from)
			continue;
		(void)snprintf(buf, TIME_TEXT_MAX, "%.2f %s",
			       v / units[i].scale, units[i].unit);
		return buf;
	}
	(void)snprintf(buf, TIME_TEXT_MAX, "%.0f ns", v);
	return buf;
}

static const char *parameter(const struct run_record *run, const char *key)
{
	const char *text = facts_get_text(&run->parameters, key);

	return text ? text : "?";
}

static void merged(const struct run_record *run, struct hist *all)
{
	hist_init(all);
	for (size_t i = 0; i < run->n_repetitions; i++)
		hist_merge(all, &run->repetitions[i].latency);
}

// Of whole batches, where single operations were not timed.
static void print_duration(const struct result *r, const struct run_record *run,
			   struct table *t)
{
	cleanup_strbuf struct strbuf line = { 0 };
	char text[TIME_TEXT_MAX];

	for (size_t i = 0; i < run->n_metrics; i++) {
		const struct metric *m = &run->metrics[i];

		if (strcmp(m->name, "duration_per_operation") != 0 || !m->n)
			continue;
		strbuf_printf(&line, "%s an operation, untimed singly",
			      time_text(median(m->values, m->n), r->clock,
					text));
		table_row(t, "duration", line.s, NULL);
	}
}

static void print_latency(const struct result *r, const struct run_record *run,
			  struct table *t)
{
	char p50[TIME_TEXT_MAX], p90[TIME_TEXT_MAX], p99[TIME_TEXT_MAX];
	char worst[TIME_TEXT_MAX];
	cleanup_strbuf struct strbuf line = { 0 };
	cleanup_hist struct hist all;

	merged(run, &all);
	if (!all.count) {
		print_duration(r, run, t);
	} else {
		strbuf_printf(
			&line,
			"p50 %s, p90 %s, p99 %s, max %s (%llu operation%s)",
			time_text((double)hist_quantile(&all, .5), r->clock,
				  p50),
			time_text((double)hist_quantile(&all, .9), r->clock,
				  p90),
			time_text((double)hist_quantile(&all, .99), r->clock,
				  p99),
			time_text((double)all.max, r->clock, worst),
			(unsigned long long)all.count, plural(all.count));
		table_row(t, "latency", line.s, NULL);
	}
}

static void print_faults(const struct run_record *run, struct table *t)
{
	cleanup_strbuf struct strbuf line = { 0 };
	uint64_t minor = 0, major = 0, chunks = 0;

	if (run->n_repetitions && run->repetitions->ending > ENDING_RANGE)
		return;
	for (size_t i = 0; i < run->n_repetitions; i++) {
		minor += run->repetitions[i].minor;
		major += run->repetitions[i].major;
		chunks += run->chunks;
	}
	if (!chunks)
		return;
	strbuf_printf(&line, "%.6g per chunk (%llu minor, %llu major)",
		      (double)(minor + major) / (double)chunks,
		      (unsigned long long)minor, (unsigned long long)major);
	table_row(t, "faults", line.s, NULL);
}

static void print_mapping(const struct run_record *run, struct table *t)
{
	const struct mapping_report *m = &run->mapping;
	const char *where =
		facts_get_text(&run->parameters, "mapping.witnessed_in");
	cleanup_strbuf struct strbuf line = { 0 };

	if (m->asked == PAGE_SIZE_NONE) {
		table_row(t, "mapping", "none: the engine needs none", NULL);
		return;
	}
	strbuf_printf(&line, "asked %s, obtained ", page_size_name(m->asked));
	if (m->obtained_known) {
		strbuf_printf(&line, "%s, ", page_size_name(m->page_size));
		page_bytes_text(&m->obtained, &line);
	} else {
		strbuf_puts(&line, "unknown");
	}
	strbuf_printf(&line, ": %s", m->agreement);
	if (where)
		strbuf_printf(&line, " in %s", where);
	table_row(t, "mapping", line.s, NULL);
}

// Where a repetition was not the range once: by what it ended, and what its
// rate was like.
static void print_ending(const struct run_record *run, struct table *t)
{
	cleanup_strbuf struct strbuf line = { 0 };
	size_t known = 0, steady = 0, by_rate = 0;
	const struct repetition *first = run->repetitions;

	if (!run->n_repetitions || !first->steady_within)
		return;
	for (size_t i = 0; i < run->n_repetitions; i++) {
		const struct repetition *rep = &run->repetitions[i];

		known += rep->steadiness.known;
		steady += rep->steadiness.steady;
		by_rate += rep->ending == ENDING_STEADY;
	}
	if (first->ending == ENDING_OPERATIONS)
		strbuf_puts(&line, "by --ops");
	else if (by_rate)
		strbuf_printf(&line, "%zu of %zu by --steady", by_rate,
			      run->n_repetitions);
	else
		strbuf_puts(&line, "by --runtime");
	table_row(t, "ended", line.s, NULL);
	strbuf_reset(&line);
	if (known)
		strbuf_printf(
			&line,
			"%zu of %zu within %u %%, over the second half of the time",
			steady, run->n_repetitions, first->steady_within);
	else
		strbuf_puts(&line, "unknown: too short to tell");
	table_row(t, "steady", line.s, NULL);
}

// Numbers that only this workload has, as medians of the repetitions.
static void print_measures(const struct run_record *run, struct table *t)
{
	for (size_t i = 0; i < run->n_metrics; i++) {
		const struct metric *m = &run->metrics[i];
		cleanup_strbuf struct strbuf line = { 0 };

		if (!m->own || !m->n)
			continue;
		const struct fact *why = facts_find(&run->parameters, m->name);
		if (why && why->status != FACT_KNOWN)
			strbuf_printf(&line, "unknown: %s", why->reason);
		else
			strbuf_printf(&line, "%.6g %s", median(m->values, m->n),
				      m->unit);
		table_row(t, m->name, line.s, NULL);
	}
}

static void print_expectation(const struct run_record *run, struct table *t)
{
	cleanup_strbuf struct strbuf line = { 0 };

	if (run->expected == PAGE_SIZE_ANY)
		return;
	strbuf_printf(&line, "%s: %s", page_size_name(run->expected),
		      !run->judged           ? "could not be judged"
		      : run->expectation_met ? "met"
					     : "NOT met");
	table_row(t, "expected", line.s, NULL);
	// Where it was met, only what lowered it is worth a line.
	if (run->expected_reason &&
	    (!run->judged || !run->expectation_met ||
	     (run->expected_by && strcmp(run->expected_by, "prediction") == 0)))
		table_row(t, "predicted", run->expected_reason, NULL);
}

static void add_witnesses(const struct run_record *run,
			  enum evidence_strength strength, struct table *t)
{
	for (size_t i = 0; i < run->mapping.n_witnesses; i++) {
		const struct evidence *ev = &run->mapping.witnesses[i];

		if (ev->strength == strength)
			table_row(t, ev->witness, verdict_name(ev->verdict),
				  ev->reason ? ev->reason : "", NULL);
	}
}

static void print_witnesses(const struct run_record *run, FILE *out)
{
	cleanup_table struct table t = { 0 };

	add_witnesses(run, EVIDENCE_DECIDES, &t);
	add_witnesses(run, EVIDENCE_CORROBORATES, &t);
	if (t.rows) {
		fputs("  witnesses\n", out);
		table_print(&t, out, "    ");
	}
}

static void print_run(const struct result *r, const struct run_record *run,
		      FILE *out)
{
	const struct fact *size = facts_find(&run->parameters, "size");
	const char *state = parameter(run, "extents");
	cleanup_table struct table t = { 0 };
	char bytes[BYTES_TEXT_MAX];

	fprintf(out, "\n%s  %s of %s%s, %s, engine %s, %zu repetition%s\n",
		run->workload, format_bytes(size ? size->number : 0, bytes),
		state, strcmp(state, "device") == 0 ? "" : " extents",
		parameter(run, "access"), run->engine, run->n_repetitions,
		plural(run->n_repetitions));
	print_mapping(run, &t);
	print_expectation(run, &t);
	print_faults(run, &t);
	print_latency(r, run, &t);
	print_ending(run, &t);
	print_measures(run, &t);
	for (size_t i = 0; i < run->n_repetitions; i++)
		if (run->repetitions[i].finding)
			table_row(&t, "FINDING", run->repetitions[i].finding,
				  NULL);
	table_row(&t, "validity", validity_name(run->validity), NULL);
	for (size_t i = 0; i < run->n_reasons; i++)
		table_row(&t, "", run->reasons[i], NULL);
	table_print(&t, out, "  ");
	print_witnesses(run, out);
}

// Nothing about it needs saying but its numbers.
static bool as_expected(const struct run_record *run)
{
	return run->skipped ||
	       (run->validity == VALIDITY_VALID && run->judged &&
		run->expectation_met && !run_record_findings(run));
}

static const char *ending(const struct run_record *run)
{
	if (run->skipped)
		return "skipped";
	if (run->validity != VALIDITY_VALID)
		return validity_name(run->validity);
	if (!run->judged)
		return "not judged";
	if (run_record_findings(run))
		return "FINDING";
	return run->expectation_met ? "valid" : "NOT as expected";
}

static void overview_row(const struct result *r, const struct run_record *run,
			 const struct variants *vs, struct table *t)
{
	const struct mapping_report *m = &run->mapping;
	cleanup_strbuf struct strbuf what = { 0 }, faults = { 0 };
	char p50[TIME_TEXT_MAX] = "";
	cleanup_hist struct hist all;
	uint64_t taken = 0;

	merged(run, &all);
	(void)variants_text(vs, r, run, VARIANT_BIT(VARIANT_TARGET), ", ",
			    &what);
	for (size_t i = 0; i < run->n_repetitions; i++)
		taken += run->repetitions[i].minor + run->repetitions[i].major;
	if (run->n_repetitions && run->chunks &&
	    run->repetitions->ending <= ENDING_RANGE)
		strbuf_printf(&faults, "%.6g",
			      (double)taken / (double)run->n_repetitions /
				      (double)run->chunks);
	if (all.count)
		(void)time_text((double)hist_quantile(&all, .5), r->clock, p50);
	table_row(t, run->workload, strbuf_str(&what),
		  m->asked == PAGE_SIZE_NONE ? "none"
		  : m->obtained_known        ? page_size_name(m->page_size)
					     : "unknown",
		  strbuf_str(&faults), p50, ending(run), NULL);
}

// A reason once, with how many runs it kept from being done.
static void print_skipped(const struct result *r, size_t i, FILE *out)
{
	const char *why = r->runs[i].skipped;
	size_t n = 0;

	for (size_t k = 0; k < r->n_runs; k++) {
		if (!r->runs[k].skipped || strcmp(r->runs[k].skipped, why) != 0)
			continue;
		if (k < i)
			return;
		n++;
	}
	fprintf(out, "\n%zu run%s skipped: %s\n", n, n == 1 ? " was" : "s were",
		why);
}

// A line a run, and all about those that are not as they should be.
static void print_overview(const struct result *r, FILE *out)
{
	cleanup_variants struct variants vs;
	cleanup_table struct table t = { .right = 1u << 3 | 1u << 4 };

	variants_init(&vs, &r, 1);
	table_row(&t, "workload", "with", "mapped by", "faults/chunk", "p50",
		  "", NULL);
	for (size_t i = 0; i < r->n_runs; i++)
		overview_row(r, &r->runs[i], &vs, &t);
	fputc('\n', out);
	table_print(&t, out, "");
	for (size_t i = 0; i < r->n_runs; i++) {
		if (r->runs[i].skipped)
			print_skipped(r, i, out);
		else if (!as_expected(&r->runs[i]))
			print_run(r, &r->runs[i], out);
	}
}

void run_text(const struct result *r, FILE *out)
{
	cleanup_table struct table t = { 0 };
	cleanup_strbuf struct strbuf target = { 0 }, kernel = { 0 };
	cleanup_strbuf struct strbuf plan = { 0 };
	const char *fs = facts_get_text(&r->target, "mount.fs_type");
	const char *source = facts_get_text(&r->target, "mount.source");
	const char *pmem = facts_get_text(&r->platform, "virt.pmem");

	if (r->target_class) {
		strbuf_puts(&target, r->target_class);
		if (r->target_path && r->target_path[0])
			strbuf_printf(&target, " %s", r->target_path);
		if (fs)
			strbuf_printf(&target, " (%s on %s", fs,
				      source ? source : "?");
		if (fs && strcmp(r->target_class, "fsdax") == 0)
			strbuf_printf(
				&target, ", %s pmem%s", pmem ? pmem : "unknown",
				r->target_found ? ", found by search" : "");
		if (fs)
			strbuf_putc(&target, ')');
		table_row(&t, "target", target.s, NULL);
	}
	strbuf_printf(&kernel, "%s, DAX path %s",
		      r->kernel_release ? r->kernel_release : "unknown",
		      r->dax_path ? r->dax_path : "unknown");
	table_row(&t, "kernel", kernel.s, NULL);
	if (r->plan.name) {
		strbuf_printf(&plan, "%s, %zu of %llu run%s", r->plan.name,
			      r->n_runs, (unsigned long long)r->plan.runs,
			      plural(r->plan.runs));
		table_row(&t, "plan", plan.s, NULL);
	}
	table_row(&t, "clock",
		  r->clock == CLOCK_KIND_ICOUNT
			  ? "icount: times are instructions"
			  : "wall",
		  NULL);
	table_print(&t, out, "");
	if (r->plan.name)
		print_overview(r, out);
	for (size_t i = 0; i < r->n_runs && !r->plan.name; i++)
		print_run(r, &r->runs[i], out);
	if (r->status != RESULT_COMPLETE)
		fprintf(out, "\n%s: %s\n", result_status_name(r->status),
			r->error ? r->error : "");
}
