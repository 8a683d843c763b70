// SPDX-License-Identifier: MIT
// Records of explained files: written, read, replayed; and what is not one.
#include "platform-sysroot.h"

#include "explain-scene.h"
#include "explain/explain.h"
#include "explain/record.h"

#define HEAD                                                                   \
	"daxbench-explain-record 1\n"                                          \
	"path /mnt/dax/file\n"                                                 \
	"file 0 8388608 259 0 4096 0\n"                                        \
	"statx 0x200000 0x203874\n"                                            \
	"statfs 4096 1000000000 900000000\n"                                   \
	"fsxattr - 25\n"                                                       \
	"mapping 0 8388608 0 0 0 0\n"                                          \
	"base 0 a page frame\n"

static int read_text(const char *text, struct record *r)
{
	cleanup_machine struct machine m = machine_new();
	struct error err = { 0 };

	machine_put(&m, RECORD_PATH, text);
	int rc = record_read(r, &m.sr, &err);
	if (rc < 0)
		assert_int_not_equal(err.text[0], '\0');
	return rc;
}

TEST(what_was_written_is_read)
{
	const struct answers a = { .page_bytes = PAGE,
				   .size = 5 * PMD,
				   .major = 259,
				   .minor = 3,
				   .attributes = 0x200000,
				   .attributes_mask = 0x203874,
				   .statfs = -EIO,
				   .xflags = 0x8000,
				   .extent_hint_bytes = 2 << 20,
				   .thp_disabled = true };
	struct scene s = scene_good(a.size);
	struct segment one[] = {
		{ .first = 0, .n = 4, .looked = 2, .observed = OBSERVED_PMD },
		{ .first = 4, .n = 1, .looked = 1, .observed = OBSERVED_PTE },
	};
	const struct segments seen = { one, 2, 2 };
	cleanup_strbuf struct strbuf text = { 0 };
	cleanup_record struct record r = { 0 };

	s.path = (char *)"/mnt/a file";
	s.base.how = (char *)"two words";
	s.base.offset = PAGE;
	s.write = s.nohugepage = true;
	s.colour = 3 * PAGE;
	record_write_head(&text, &s, LAYOUT_HOLE, &a);
	record_write_observed(&text, &seen);
	assert_int_equal(read_text(text.s, &r), 0);
	assert_string_equal(r.path, s.path);
	assert_false(r.scratch);
	assert_int_equal(r.answers.size, a.size);
	assert_int_equal(r.answers.page_bytes, PAGE);
	assert_int_equal(r.answers.minor, 3);
	assert_int_equal(r.answers.attributes_mask, a.attributes_mask);
	assert_int_equal(r.answers.statfs, -EIO);
	assert_int_equal(r.answers.extent_hint_bytes, a.extent_hint_bytes);
	assert_true(r.answers.thp_disabled);
	assert_int_equal(r.vma_end, s.vma_end);
	assert_true(r.write && r.nohugepage && r.colour == 3 * PAGE &&
		    !r.is_private);
	assert_true(r.base.known);
	assert_int_equal(r.base.offset, PAGE);
	assert_string_equal(r.base.how, "two words, recorded");
	assert_int_equal(r.observed.n, 2);
	assert_int_equal(r.observed.v[0].looked, 2);
	assert_int_equal(r.observed.v[1].observed, OBSERVED_PTE);
}

TEST(what_is_no_record_is_refused)
{
	static const char *const wrong[] = {
		"",
		"daxbench-explain-record 2\n",
		"daxbench-explain-record 1\n", // nothing in it
		HEAD "path /twice\n",
		HEAD "base 0 twice\n",
		HEAD "unheard of\n",
		HEAD "observed 0 0 0 1\n",
		HEAD "observed 0 2 3 1\n",
		HEAD "observed 0 2 2 9\n",
		HEAD "observed 4 2 2 1\nobserved 5 1 1 1\n",
		HEAD "observed 18446744073709551615 2 2 1\n",
		HEAD "statx 1\n",
		HEAD "statx 1 2 3\n",
		HEAD "statx -1 2\n",
		HEAD "statx - 0\n",
		HEAD "statfs 4294967296 1 1\n",
		HEAD "file 0 1 2 3 1000 0\n",
		HEAD "file 9 1 2 3 4096 0\n",
		HEAD "file 0 18446744073709551615 2 3 4096 0\n",
		HEAD "device 0\n",
		HEAD "device 4096\ndevice 4096\n",
		HEAD "mapping 1 8388608 0 0 0 0\n",
		HEAD "mapping 4096 4096 0 0 0 0\n",
		HEAD "path", // no end of line
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		cleanup_record struct record r = { 0 };

		assert_true(read_text(wrong[i], &r) < 0);
	}
}

static int count(void *context, const struct extent *e)
{
	uint64_t *n = context;

	(void)e;
	++*n;
	return 0;
}

TEST(a_million_extents_are_read_one_by_one)
{
	const uint64_t million = 1000000;
	cleanup_machine struct machine m = machine_new();
	cleanup_strbuf struct strbuf text = { 0 };
	cleanup_record struct record r = { 0 };
	struct error err = { 0 };
	uint64_t n = 0;

	strbuf_puts(&text, HEAD);
	for (uint64_t i = 0; i < million; i++)
		strbuf_printf(&text, "extent %llu 0 4096 0x0\n",
			      (unsigned long long)(i * 8192));
	machine_put(&m, RECORD_PATH, text.s);
	assert_int_equal(record_read(&r, &m.sr, &err), 0);
	assert_int_equal(record_walk(&m.sr, RECORD_BEFORE, count, &n, &err), 0);
	assert_int_equal(n, million);
	n = 0;
	assert_int_equal(record_walk(&m.sr, RECORD_AFTER, count, &n, &err), 0);
	assert_int_equal(n, 0);
}

static int explain_text_of(const char *text, struct explanation *x)
{
	cleanup_machine struct machine m = machine_new();
	const struct explain_request r = { .as_recorded = true };
	struct error err = { 0 };
	struct geometry geo;

	machine_put(&m, RECORD_PATH, text);
	geometry_probe(&geo, &m.sr);
	int rc = explain(x, &r, &geo, &m.sr, &err);
	if (rc < 0)
		assert_int_not_equal(err.text[0], '\0');
	return rc;
}

TEST(a_device_is_explained_by_its_units)
{
	static const struct {
		const char *text;
		enum chunk_class class;
		uint64_t units;
	} rows[] = {
		{ HEAD "device 2097152\nobserved 0 4 4 1\n", CLASS_PMD, 4 },
		{ HEAD "device 4096\nobserved 0 2048 9 2\n", CLASS_PTE, 2048 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cleanup_explanation struct explanation x = { 0 };

		assert_int_equal(explain_text_of(rows[i].text, &x), 0);
		assert_true(x.scene.device && x.observed);
		assert_int_equal(x.counts.chunks, rows[i].units);
		assert_int_equal(x.counts.predicted[rows[i].class],
				 rows[i].units);
		assert_int_equal(x.counts.findings[FINDING_NONE],
				 rows[i].units);
		assert_int_equal(x.records, 0);
	}
}

TEST(what_is_no_device_is_refused)
{
	static const char *const wrong[] = {
		HEAD "device 8192\n",       // no size of an entry
		HEAD "device 1073741824\n", // more than there is
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		cleanup_explanation struct explanation x = { 0 };

		assert_true(explain_text_of(wrong[i], &x) < 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read),
		cmocka_unit_test(what_is_no_record_is_refused),
		cmocka_unit_test(a_million_extents_are_read_one_by_one),
		cmocka_unit_test(a_device_is_explained_by_its_units),
		cmocka_unit_test(what_is_no_device_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
