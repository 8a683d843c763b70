// SPDX-License-Identifier: MIT
// Histograms are taken out of a text, and the rest of it stays as it was.
#include "unit.h"

#include "result/lift-hist.h"

// A few bytes a call, so that every border between two parts is met.
struct drip {
	struct json_source source;
	const char *text;
	size_t part;
};

static ssize_t drip(struct json_source *self, char *to, size_t size,
		    struct error *err)
{
	struct drip *d = (struct drip *)self;
	size_t n = strnlen(d->text, d->part);

	(void)err;
	n = n < size ? n : size;
	memcpy(to, d->text, n);
	d->text += n;
	return (ssize_t)n;
}

// What is left of the text, or NULL with *err set.
static char *rest(struct lift *l, struct drip *d, const char *text, size_t part,
		  bool keep, struct error *err)
{
	struct strbuf out = { 0 };
	char to[5];
	ssize_t got;

	*d = (struct drip){ { drip }, text, part };
	lift_init(l, &d->source, "doc", keep);
	while ((got = l->source.read(&l->source, to, sizeof(to), err)) > 0)
		strbuf_add(&out, to, (size_t)got);
	if (got == 0 && out.s)
		return strbuf_take(&out);
	strbuf_release(&out);
	return NULL;
}

static void expect_rest(const char *text, const char *expected, size_t n_lists)
{
	for (size_t part = 1; part < 40; part++) {
		cleanup_lift struct lift l;
		struct error err = { 0 };
		struct drip d;
		cleanup_free char *got = rest(&l, &d, text, part, true, &err);

		if (!got)
			fail_msg("%s", err.text);
		assert_string_equal(got, expected);
		assert_int_equal(l.n_lists, n_lists);
	}
}

TEST(lists_become_their_number)
{
	expect_rest("{\"histogram\":[[1,2,3]]}", "{\"histogram\":0}", 1);
	expect_rest("{\"a\":{\"histogram\" : [ ]},\"b\":{\"histogram\":[]}}",
		    "{\"a\":{\"histogram\" : 0},\"b\":{\"histogram\":1}}", 2);
}

TEST(lines_keep_their_number)
{
	expect_rest(
		"{\"histogram\": [\n [1, 2, 3],\n [4, 4, 1]\n], \"x\"\n: 1}",
		"{\"histogram\": 0\n\n\n, \"x\"\n: 1}", 1);
}

TEST(what_is_no_histogram_is_passed_on)
{
	static const char *const texts[] = {
		"{\"histograms\": [[1,2,3]]}",
		"{\"histogra\": [[1,2,3]]}",
		"{\"x\": \"histogram\", \"y\": [[1,2,3]]}",
		"[\"histogram\", [1,2,3]]",
		"{\"\\\"histogram\": [1]}",
		"{\"x\\\\\": \"\\\\\", \"a\\\"histogram\": [\"\"]}",
		"[1, 2, {}, \"\\u0068istogram\"]",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		expect_rest(texts[i], texts[i], 0);
}

TEST(what_was_found_is_told)
{
	for (int keep = 0; keep < 2; keep++) {
		cleanup_lift struct lift l;
		struct error err = { 0 };
		struct drip d;
		cleanup_free char *got = rest(
			&l, &d,
			"{\"histogram\":[[0,0,3],[7,9,2],[9223372036854775807,9223372036854775807,9]]}",
			100, keep, &err);

		assert_non_null(got);
		struct lifted *list = lift_take(&l, 0);
		assert_non_null(list);
		assert_int_equal(list->n, 3);
		assert_int_equal(list->total, 14);
		assert_int_equal(list->first.count, 3);
		assert_true(list->last.high == INT64_MAX);
		assert_int_equal(list->buckets != NULL, keep);
		if (keep)
			assert_int_equal(list->buckets[1].low, 7);
		// Once, and only what is there.
		assert_null(lift_take(&l, 0));
		assert_null(lift_take(&l, 1));
		assert_null(lift_take(&l, UINT64_MAX));
		free(list->buckets);
	}
}

#define SHAPE "a histogram is a list of [low, high, count], whole numbers"

static const struct {
	const char *value, *why;
} wrongs[] = {
	{ "0}", SHAPE },
	{ "null}", SHAPE },
	{ "{}}", SHAPE },
	{ "[1,2,3]}", SHAPE },
	{ "[[1,2]]}", SHAPE },
	{ "[[1,2,3,4]]}", SHAPE },
	{ "[[1,2,3],]}", SHAPE },
	{ "[,[1,2,3]]}", SHAPE },
	{ "[[1,2,3] [4,5,6]]}", SHAPE },
	{ "[[-1,2,3]]}", SHAPE },
	{ "[[1,2.5,3]]}", SHAPE },
	{ "[[1,2,3e1]]}", SHAPE },
	{ "[[01,2,3]]}", SHAPE },
	{ "[[1,\"2\",3]]}", SHAPE },
	{ "[[1,2,9223372036854775808]]}", SHAPE },
	{ "[[1,2,99999999999999999999999]]}", SHAPE },
	{ "[[2,1,1]]}", "a bucket's low is above its high" },
	{ "[[1,2,1],[2,3,1]]}", "overlaps or descends" },
	{ "[[1,2,0]]}", "a bucket is empty" },
	{ "[[1,1,9223372036854775807],[2,2,9223372036854775807],[3,3,2]]}",
	  "counts of buckets exceed 2^64" },
	{ "", "" },
	{ "[[1,2,", "not JSON: end of file within a histogram" },
	{ "[", "not JSON: end of file within a histogram" },
	{ "[[1,2,3]", "not JSON: end of file within a histogram" },
};

TEST(what_is_wrong_in_a_list_is_named_by_its_line)
{
	for (size_t i = 0; i < ARRAY_SIZE(wrongs); i++) {
		cleanup_free char *text =
			xasprintf("{\n\"histogram\":\n%s", wrongs[i].value);
		cleanup_lift struct lift l;
		struct error err = { 0 };
		struct drip d;
		cleanup_free char *got = rest(&l, &d, text, 3, true, &err);

		if (!wrongs[i].why[0]) { // that is for the reader of JSON
			assert_non_null(got);
			continue;
		}
		if (got)
			fail_msg("taken: %s", wrongs[i].value);
		assert_contains(err.text, wrongs[i].why);
		assert_contains(err.text, "doc: line 3: ");
	}
}

static ssize_t broken(struct json_source *self, char *to, size_t size,
		      struct error *err)
{
	(void)self;
	(void)to;
	(void)size;
	return error_set(err, -EIO, "no disk");
}

TEST(a_source_that_fails_is_not_an_end)
{
	struct json_source source = { broken };
	cleanup_lift struct lift l;
	struct error err = { 0 };
	char to[8];

	lift_init(&l, &source, "doc", true);
	assert_int_equal(l.source.read(&l.source, to, sizeof(to), &err), -EIO);
	assert_string_equal(err.text, "no disk");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_become_their_number),
		cmocka_unit_test(lines_keep_their_number),
		cmocka_unit_test(what_is_no_histogram_is_passed_on),
		cmocka_unit_test(what_was_found_is_told),
		cmocka_unit_test(what_is_wrong_in_a_list_is_named_by_its_line),
		cmocka_unit_test(a_source_that_fails_is_not_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
