// SPDX-License-Identifier: MIT
// Mappings: address colour, forced PTEs, MAP_SYNC, and nothing left behind.
#include "unit.h"

#include <sys/mman.h>

#include "target/mapping.h"
#include "target/scratch.h"

#define CHUNKS 4

struct bench {
	struct geometry geo;
	struct mapping map;
	struct error err;
	int fd;
};

static void open_bench(struct bench *b)
{
	*b = (struct bench){ .fd = memfd_create("test", MFD_CLOEXEC),
			     .map = { .fd = -1 } };
	assert_true(b->fd >= 0);
	geometry_probe(&b->geo, NULL);
	assert_int_equal(ftruncate(b->fd, (off_t)(CHUNKS * b->geo.pmd_bytes)),
			 0);
}

static void close_bench(struct bench *b)
{
	mapping_release(&b->map);
	(void)close(b->fd);
}
DEFINE_CLEANUP(bench, struct bench, close_bench)
#define cleanup_bench CLEANUP(bench_cleanup_)

static struct mapping_request request_of(const struct bench *b,
					 enum page_size page)
{
	return (struct mapping_request){ .len = CHUNKS * b->geo.pmd_bytes,
					 .write = true,
					 .page = page };
}

static int create(struct bench *b, const struct mapping_request *request)
{
	return mapping_create(&b->map, b->fd, &b->geo, request, &b->err);
}

static uint64_t colour(const struct mapping *m)
{
	return ((uintptr_t)m->addr - m->asked.offset) % m->geo.pmd_bytes;
}

// The VmFlags line of the VMA that starts at addr; caller frees.
static char *vm_flags(const void *addr)
{
	cleanup_file FILE *f = fopen("/proc/self/smaps", "re");
	char line[512], start[32];
	bool here = false;

	assert_non_null(f);
	(void)snprintf(start, sizeof(start), "%lx-", (unsigned long)addr);
	while (fgets(line, sizeof(line), f)) {
		if (strncmp(line, start, strlen(start)) == 0)
			here = true;
		if (here && strncmp(line, "VmFlags:", 8) == 0)
			return xstrdup(line);
	}
	fail_msg("there is no VMA at %p", addr);
	return NULL;
}

static unsigned vma_count(void)
{
	cleanup_file FILE *f = fopen("/proc/self/maps", "re");
	char line[512];
	unsigned n = 0;

	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		n++;
	return n;
}

TEST(a_pmd_request_has_the_colour_of_its_offset)
{
	for (uint64_t chunk = 0; chunk < CHUNKS; chunk++) {
		cleanup_bench struct bench b;

		open_bench(&b);
		struct mapping_request r = request_of(&b, PAGE_SIZE_PMD);
		r.offset = chunk * b.geo.pmd_bytes;
		r.len -= r.offset;
		assert_int_equal(create(&b, &r), 0);
		assert_int_equal(colour(&b.map), 0);
		assert_int_equal(b.map.pte_means, PTE_BY_NONE);
		assert_int_equal(mapping_chunks(&b.map), CHUNKS - chunk);
	}
}

// Kernels that align by themselves align to their own PMD size: a larger one
// and address space taken in between make it ours to do.
TEST(the_colour_does_not_rest_on_the_kernels_own_alignment)
{
	cleanup_bench struct bench b;
	void *between[8];

	open_bench(&b);
	const uint64_t step = b.geo.pmd_bytes;
	b.geo.pmd_bytes *= 16;
	for (size_t i = 0; i < ARRAY_SIZE(between); i++) {
		struct mapping_request r = request_of(&b, PAGE_SIZE_PMD);

		between[i] = mmap(NULL, step, PROT_NONE,
				  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		assert_true(between[i] != MAP_FAILED);
		assert_int_equal(create(&b, &r), 0);
		assert_int_equal(colour(&b.map), 0);
		mapping_release(&b.map);
	}
	for (size_t i = 0; i < ARRAY_SIZE(between); i++)
		assert_int_equal(munmap(between[i], step), 0);
}

TEST(a_pmd_request_is_not_kept_from_huge_pages)
{
	cleanup_bench struct bench b;

	open_bench(&b);
	struct mapping_request r = request_of(&b, PAGE_SIZE_PMD);
	assert_int_equal(create(&b, &r), 0);
	cleanup_free char *flags = vm_flags(b.map.addr);
	assert_null(strstr(flags, " nh"));
}

// By the madvise where the kernel takes it, else by the address.
TEST(a_pte_request_is_kept_from_huge_pages)
{
	cleanup_bench struct bench b;

	open_bench(&b);
	struct mapping_request r = request_of(&b, PAGE_SIZE_PTE);
	assert_int_equal(create(&b, &r), 0);
	if (b.map.pte_means == PTE_BY_NOHUGEPAGE) {
		cleanup_free char *flags = vm_flags(b.map.addr);

		assert_contains(flags, " nh");
		assert_int_equal(colour(&b.map), 0);
	} else {
		assert_int_equal(b.map.pte_means, PTE_BY_COLOUR);
		assert_int_equal(colour(&b.map), b.geo.page_bytes);
	}
	assert_string_equal(facts_get_text(&b.map.facts,
					   "mapping.pte_forced_by"),
			    pte_means_name(b.map.pte_means));
}

TEST(the_mapping_shows_the_file_from_its_offset)
{
	cleanup_bench struct bench b;

	open_bench(&b);
	assert_int_equal(pwrite(b.fd, "mark", 4, (off_t)b.geo.pmd_bytes), 4);
	struct mapping_request r = request_of(&b, PAGE_SIZE_PMD);
	r.offset = b.geo.pmd_bytes;
	r.len = b.geo.pmd_bytes;
	assert_int_equal(create(&b, &r), 0);
	assert_memory_equal(b.map.addr, "mark", 4);
	b.map.addr[0] = 'M';
	char got[4];
	assert_int_equal(pread(b.fd, got, 4, (off_t)b.geo.pmd_bytes), 4);
	assert_memory_equal(got, "Mark", 4);
}

TEST(a_read_only_request_cannot_be_written)
{
	cleanup_bench struct bench b;

	open_bench(&b);
	struct mapping_request r = request_of(&b, PAGE_SIZE_PMD);
	r.write = false;
	assert_int_equal(create(&b, &r), 0);
	cleanup_free char *flags = vm_flags(b.map.addr);
	assert_contains(flags, " rd");
	assert_null(strstr(flags, " wr"));
	assert_contains(facts_get_text(&b.map.facts, "mapping.flags"),
			"PROT_READ");
}

// Neighbours would merge with it, or fill its page tables.
TEST(a_pmd_on_both_sides_is_kept_free)
{
	cleanup_bench struct bench b;

	open_bench(&b);
	struct mapping_request r = request_of(&b, PAGE_SIZE_PMD);
	assert_int_equal(create(&b, &r), 0);
	uintptr_t low = (uintptr_t)b.map.reserved;
	uintptr_t high = low + b.map.reserved_len;
	uintptr_t at = (uintptr_t)b.map.addr;
	assert_true(at - low >= b.geo.pmd_bytes);
	assert_true(high - (at + r.len) >= b.geo.pmd_bytes);
}

TEST(map_sync_on_a_page_cache_file_is_refused_with_a_hint)
{
	struct bench b = { .map = { .fd = -1 } };

	geometry_probe(&b.geo, NULL);
	assert_int_equal(scratch_open(*state, &b.fd, &b.err), 0);
	assert_int_equal(ftruncate(b.fd, (off_t)(CHUNKS * b.geo.pmd_bytes)), 0);
	struct mapping_request r = request_of(&b, PAGE_SIZE_PMD);
	r.sync = true;
	unsigned before = vma_count();
	int rc = create(&b, &r);
	assert_true(rc == -EOPNOTSUPP || rc == -EINVAL);
	assert_contains(b.err.text, "MAP_SYNC");
	assert_contains(b.err.hint, "--sync");
	assert_int_equal(vma_count(), before);
	assert_null(b.map.addr);
	assert_null(b.map.reserved);
	(void)close(b.fd);
}

TEST(without_map_sync_none_is_obtained)
{
	cleanup_bench struct bench b;

	open_bench(&b);
	struct mapping_request r = request_of(&b, PAGE_SIZE_PMD);
	assert_int_equal(create(&b, &r), 0);
	assert_false(b.map.sync);
	assert_null(strstr(facts_get_text(&b.map.facts, "mapping.flags"),
			   "MAP_SYNC"));
}

TEST(a_length_beyond_the_address_space_is_an_error)
{
	cleanup_bench struct bench b;

	open_bench(&b);
	struct mapping_request r = request_of(&b, PAGE_SIZE_PMD);
	r.len = UINT64_C(1) << 60;
	assert_int_equal(create(&b, &r), -ENOMEM);
	assert_contains(b.err.text, "address space");
	assert_null(b.map.reserved);
}

TEST(a_descriptor_that_is_none_is_an_error)
{
	cleanup_bench struct bench b;

	open_bench(&b);
	struct mapping_request r = request_of(&b, PAGE_SIZE_PMD);
	unsigned before = vma_count();
	assert_int_equal(mapping_create(&b.map, -1, &b.geo, &r, &b.err),
			 -EBADF);
	assert_int_equal(vma_count(), before);
}

TEST(a_thousand_mappings_leave_nothing_behind)
{
	static const enum page_size pages[] = { PAGE_SIZE_PMD, PAGE_SIZE_PTE };
	cleanup_bench struct bench b;

	open_bench(&b);
	for (unsigned i = 0; i < 2; i++) { // what stdio and malloc map once
		struct mapping_request r = request_of(&b, pages[i]);

		assert_int_equal(create(&b, &r), 0);
		mapping_release(&b.map);
		(void)vma_count();
	}
	unsigned before = vma_count();
	for (unsigned i = 0; i < 1000; i++) {
		struct mapping_request r = request_of(&b, pages[i % 2]);

		assert_int_equal(create(&b, &r), 0);
		b.map.addr[0] = 1;
		mapping_release(&b.map);
	}
	assert_in_range(vma_count(), before - 2, before + 2);
}

TEST(release_may_be_called_twice)
{
	struct bench b;

	open_bench(&b);
	struct mapping_request r = request_of(&b, PAGE_SIZE_PMD);
	assert_int_equal(create(&b, &r), 0);
	mapping_release(&b.map);
	mapping_release(&b.map);
	assert_null(b.map.addr);
	(void)close(b.fd);
}

// A range of which each file has some chunks, at the offsets of the range.
TEST(several_files_are_one_range)
{
	cleanup_bench struct bench b;
	int files[3];

	open_bench(&b);
	const uint64_t chunk = b.geo.pmd_bytes;
	// One, one and two of four chunks.
	const uint64_t ends[] = { 0, chunk, 2 * chunk, 4 * chunk };
	for (unsigned i = 0; i < ARRAY_SIZE(files); i++) {
		files[i] = i ? memfd_create("test", MFD_CLOEXEC) : b.fd;
		assert_int_equal(ftruncate(files[i], (off_t)ends[i + 1]), 0);
	}
	struct mapping_request r = request_of(&b, PAGE_SIZE_PMD);
	r.files = files;
	r.n_files = ARRAY_SIZE(files);
	assert_int_equal(create(&b, &r), 0);
	assert_int_equal(colour(&b.map), 0);
	assert_true(mapping_backed(&b.map));
	// Over both ends of the second file, mapped anew.
	assert_int_equal(
		mapping_remap(&b.map, b.map.addr + chunk / 2, 2 * chunk, 0), 0);
	for (uint64_t at = 0; at < 4 * chunk; at += chunk / 2)
		b.map.addr[at] = (unsigned char)(1 + at / (chunk / 2));
	for (unsigned i = 0; i < ARRAY_SIZE(files); i++)
		for (uint64_t at = 0; at < ends[i + 1]; at += chunk / 2) {
			unsigned char byte;

			assert_int_equal(pread(files[i], &byte, 1, (off_t)at),
					 1);
			assert_int_equal(
				byte, at < ends[i] ? 0 : 1 + at / (chunk / 2));
		}
	assert_int_equal(ftruncate(files[1], (off_t)chunk), 0);
	assert_false(mapping_backed(&b.map));
	(void)close(files[1]);
	(void)close(files[2]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pmd_request_has_the_colour_of_its_offset),
		cmocka_unit_test(
			the_colour_does_not_rest_on_the_kernels_own_alignment),
		cmocka_unit_test(a_pmd_request_is_not_kept_from_huge_pages),
		cmocka_unit_test(a_pte_request_is_kept_from_huge_pages),
		cmocka_unit_test(the_mapping_shows_the_file_from_its_offset),
		cmocka_unit_test(a_read_only_request_cannot_be_written),
		cmocka_unit_test(a_pmd_on_both_sides_is_kept_free),
		TEST_IN_DIR(
			map_sync_on_a_page_cache_file_is_refused_with_a_hint),
		cmocka_unit_test(without_map_sync_none_is_obtained),
		cmocka_unit_test(a_length_beyond_the_address_space_is_an_error),
		cmocka_unit_test(a_descriptor_that_is_none_is_an_error),
		cmocka_unit_test(a_thousand_mappings_leave_nothing_behind),
		cmocka_unit_test(release_may_be_called_twice),
		cmocka_unit_test(several_files_are_one_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
