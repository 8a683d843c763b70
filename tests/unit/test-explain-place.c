// SPDX-License-Identifier: MIT
// Device-mapper tables: read as text, and what they do to chunks.
#include "platform-sysroot.h"

#include "explain-scene.h"
#include "platform/dmtable.h"

#define SECTOR 512u

TEST(tables_are_read_as_dmsetup_prints_them)
{
	cleanup_dmtable struct dmtable t = { 0 };
	struct error err = { 0 };

	assert_int_equal(dmtable_parse(&t,
				       "0 100 linear 259:0 2048\n"
				       "100 300 striped 2 50 259:0 0 253:7 8\n"
				       "400 1 error\n",
				       &err),
			 0);
	assert_int_equal(t.n, 3);
	assert_int_equal(t.v[0].end, 100 * SECTOR);
	assert_int_equal(t.v[0].n_legs, 1);
	assert_int_equal(t.v[0].legs[0].major, 259);
	assert_int_equal(t.v[0].legs[0].start, 2048 * SECTOR);
	assert_int_equal(t.v[1].stripe, 50 * SECTOR);
	assert_int_equal(t.v[1].n_legs, 2);
	assert_int_equal(t.v[1].legs[1].minor, 7);
	assert_int_equal(t.v[1].legs[1].start, 8 * SECTOR);
	assert_int_equal(t.v[2].n_legs, 0);
}

TEST(what_is_no_table_is_refused)
{
	static const char *const wrong[] = {
		"linear",
		"0",
		"0 1",
		"0 0 linear 1:1 0",
		"1 1 linear 1:1 0",
		"0 1 linear 1:1",
		"0 1 linear 1:1 0 more",
		"0 1 linear pmem0 0",
		"0 1 linear 1:1x 0",
		"0 1 linear 1:1 -1",
		"0 99999999999999999999 linear 1:1 0",
		"0 1 striped 0 8",
		"0 1 striped 2 8 1:1 0",
		"0 1 striped 1 0 1:1 0",
		"0 1 striped 9999999999 8 1:1 0",
		"0 1 linear 1:1 0\n2 1 linear 1:1 0",
		"0 2 linear 1:1 0\n1 1 linear 1:1 0",
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct dmtable t = { 0 };
		struct error err = { 0 };

		assert_true(dmtable_parse(&t, wrong[i], &err) < 0);
		assert_int_not_equal(err.text[0], '\0');
		assert_int_equal(t.n, 0);
	}
}

// A machine with two disks aligned to a PMD, and one that is not.
static struct machine disks(void)
{
	struct machine m = machine_new();
	char align[32];

	(void)snprintf(align, sizeof(align), "%llu\n", (unsigned long long)PMD);
	for (unsigned i = 0; i < 3; i++) {
		cleanup_free char *link = xasprintf("/sys/dev/block/259:%u", i);
		cleanup_free char *to =
			xasprintf("../../devices/x/block/pmem%u", i);
		cleanup_free char *file = xasprintf(
			"/sys/devices/x/block/pmem%u/device/align", i);

		machine_put(&m, file, i == 2 ? "4096\n" : align);
		machine_link(&m, link, to);
	}
	return m;
}

static struct scene mapped(const struct machine *m, const char *table)
{
	struct scene s = scene_good(64 * PMD);

	s.dm = true;
	place_by_table(&s, "dm-0", table, &m->sr);
	return s;
}

static void unmap(struct scene *s)
{
	s->path = s->fs_type = NULL;
	scene_release(s);
}

// "3 - | 1 device-map" for a file of one extent that begins there.
static char *predicted(const struct scene *s, uint64_t at, uint64_t len)
{
	cleanup_segments struct segments out = { 0 };
	const struct extent one = { 0, at, len, 0 };
	struct strbuf b = { 0 };
	struct scene file = *s;
	struct predictor p;

	file.size = file.vma_end = len;
	predict_begin(&p, &file, 0, len / PMD, &out);
	assert_int_equal(predict_feed(&p, &one), 0);
	predict_end(&p);
	for (size_t i = 0; i < out.n; i++)
		strbuf_printf(&b, "%s%llu %s", i ? " | " : "",
			      (unsigned long long)out.v[i].n,
			      out.v[i].predicted.rule
				      ? out.v[i].predicted.rule->name
				      : "-");
	return strbuf_take(&b);
}

// In sectors.
#define S(bytes) ((unsigned long long)((bytes) / SECTOR))

static void expect_limited(const char *table, const char *most, uint64_t at,
			   uint64_t len, const char *wanted)
{
	cleanup_machine struct machine m = disks();

	machine_put(&m, "/sys/block/dm-0/queue/max_sectors_kb", most);
	struct scene s = mapped(&m, table);
	cleanup_free char *got = predicted(&s, at, len);

	assert_string_equal(got, wanted);
	unmap(&s);
}

static void expect(const char *table, uint64_t at, uint64_t len,
		   const char *wanted)
{
	expect_limited(table, "4294967295\n", at, len, wanted);
}

TEST(segments_cut_chunks_and_shift_them)
{
	cleanup_free char *one =
		xasprintf("0 %llu linear 259:0 0\n", S(64 * PMD));
	cleanup_free char *off =
		xasprintf("0 %llu linear 259:0 %llu\n", S(64 * PMD), S(M));
	cleanup_free char *two = xasprintf(
		"0 %llu linear 259:0 0\n%llu %llu linear 259:1 %llu\n",
		S(3 * PMD + M), S(3 * PMD + M), S(60 * PMD), S(5 * PMD + M));
	cleanup_free char *small =
		xasprintf("0 %llu linear 259:2 0\n", S(64 * PMD));
	cleanup_free char *gone = xasprintf("0 %llu error\n", S(64 * PMD));

	expect(one, 8 * PMD, 4 * PMD, "4 -");
	expect(off, 8 * PMD, 4 * PMD, "4 device-alignment");
	expect(off, 9 * PMD - M, 4 * PMD, "4 -");
	expect(two, 0, 8 * PMD, "3 - | 1 device-map | 4 -");
	expect(small, 0, 2 * PMD, "2 device-alignment");
	expect(gone, 0, 2 * PMD, "2 device-map");
}

TEST(stripes_are_runs_of_their_own)
{
	cleanup_free char *fine = xasprintf(
		"0 %llu striped 2 %llu 259:0 0 259:1 0\n", S(64 * PMD), S(M));
	cleanup_free char *coarse =
		xasprintf("0 %llu striped 2 %llu 259:0 0 259:1 %llu\n",
			  S(64 * PMD), S(2 * PMD), S(M));

	expect(fine, 0, 4 * PMD, "4 device-map");
	expect(coarse, 0, 8 * PMD,
	       "2 - | 2 device-alignment | 2 - | 2 device-alignment");
	// A request may not hold a chunk, whatever the stripes are.
	expect_limited(coarse, "1280\n", 0, 4 * PMD, "4 device-map");
	// One that begins in the middle of a stripe ends within the next.
	expect(coarse, PMD + M, 2 * PMD, "1 device-map | 1 block-alignment");
}

TEST(bad_blocks_of_what_lies_below_are_found)
{
	cleanup_machine struct machine m = disks();
	cleanup_free char *table = xasprintf("0 %llu linear 259:0 %llu\n",
					     S(64 * PMD), S(2 * PMD));
	cleanup_free char *bad =
		xasprintf("%llu 1\n%llu 1\n", S(PMD), S(7 * PMD + PAGE));

	machine_put(&m, "/sys/block/pmem0/badblocks", bad);
	struct scene s = mapped(&m, table);
	assert_int_equal(s.n_bad, 1);
	assert_int_equal(s.bad[0].start, 5 * PMD + PAGE);
	assert_int_equal(s.bad[0].end, 5 * PMD + PAGE + SECTOR);
	cleanup_free char *got = predicted(&s, 4 * PMD, 3 * PMD);
	assert_string_equal(got, "1 - | 1 bad-block | 1 -");
	unmap(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_are_read_as_dmsetup_prints_them),
		cmocka_unit_test(what_is_no_table_is_refused),
		cmocka_unit_test(segments_cut_chunks_and_shift_them),
		cmocka_unit_test(stripes_are_runs_of_their_own),
		cmocka_unit_test(bad_blocks_of_what_lies_below_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
