// SPDX-License-Identifier: MIT
// Group E: where a file ends, and what truncation does under a mapping.
//     daxbench check --group E
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check/kit.h"

#define FALSIFIED                                                              \
	"test: an ftruncate that rounds up, a pread that changes a byte (check-fakes)"
#define REVIEW "review of the iomap conversion, 2016-08-26, point 5; "

// E1: files of sizes around a page and a chunk, all holes. The page that holds
// the last byte takes a load and a store; the two pages after it must not.
static void e1_size(struct check *k, uint64_t size)
{
	uint64_t end = (size + k->page - 1) / k->page * k->page;
	unsigned char *map;

	kit_size(k, k->fd, 0);
	kit_size(k, k->fd, size);
	map = kit_map(k, k->fd, 0, end + 2 * k->page);
	if (size >= k->pmd)
		kit_touch(k, map, false);
	kit_no_bus(k, "on the first page", map);
	kit_no_bus(k, "on the page that holds the end", map + end - 1);
	kit_bus(k, "on the first page past the end", map + end);
	kit_bus(k, "on the last byte of that page", map + end + k->page - 1);
	kit_bus(k, "on the second page past the end", map + end + k->page);
	kit_unmap(k, map, end + 2 * k->page);
}

static void e1(struct check *k)
{
	const uint64_t sizes[] = {
		1,           k->page - 1,          k->page,
		k->page + 1, k->pmd - 1,           k->pmd,
		k->pmd + 1,  2 * k->pmd - k->page, 2 * k->pmd
	};

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		e1_size(k, sizes[i]);
}
static const struct check_case case_e1 = {
	.id = "E1",
	.statement =
		"a fault on the first page wholly past the end of the file is SIGBUS, and none before it is",
	.reference = REVIEW "fs/dax.c; xfstests generic/749",
	.proof = "test: an ftruncate that rounds up to a chunk (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 30,
	.run = e1,
};
REGISTER(check_case, case_e1);

// E2: blocks for two whole chunks, then the size is cut so that the last page
// of the second chunk holds one byte: a PMD still fits. One byte less: it must
// be PTEs, and that page SIGBUS.
static void e2_size(struct check *k, uint64_t size, bool huge)
{
	unsigned char *map;

	kit_lay(k, k->fd, LAYOUT_UNWRITTEN, 2);
	kit_size(k, k->fd, size);
	map = kit_map(k, k->fd, 0, 2 * k->pmd);
	kit_store(map + k->pmd, 1);
	kit_mapped(k,
		   huge ? "chunk whose last page holds the end"
			: "chunk whose last page is past the end",
		   map + k->pmd, huge ? PAGE_SIZE_PMD : PAGE_SIZE_PTE);
	if (huge)
		kit_no_bus(k, "on the last page", map + 2 * k->pmd - 1);
	else
		kit_bus(k, "on the last page", map + 2 * k->pmd - 1);
	kit_unmap(k, map, 2 * k->pmd);
}

static void e2(struct check *k)
{
	e2_size(k, 2 * k->pmd, true);
	e2_size(k, 2 * k->pmd - k->page + 1, true);
	e2_size(k, 2 * k->pmd - k->page, false);
}
static const struct check_case case_e2 = {
	.id = "E2",
	.statement =
		"a chunk is mapped by PMD exactly if its last page holds a byte of the file",
	.reference = REVIEW "dax_fault_check_fallback in fs/dax.c",
	.proof = "control: fails on the page cache, which maps no PMD",
	.source = __FILE__,
	.variants = CHECK_PMD,
	.limit = 20,
	.dax_only = true,
	.run = e2,
};
REGISTER(check_case, case_e2);

// E3: half a page of data; stores to the other half through a mapping, which
// the file does not contain; msync, so that a page cache has no excuse; then
// the file grows over it. What was stored past the end must not be data now.
struct e3_growth {
	const char *name;
	void (*grow)(struct check *k, uint64_t end);
};

static void e3_run(struct check *k, const struct e3_growth *how, size_t n)
{
	uint64_t end = k->page / 2;
	unsigned char *map;

	for (size_t i = 0; i < n; i++) {
		kit_size(k, k->fd, 0);
		kit_fill(k, k->fd, 0, end, 1);
		kit_fsync(k, k->fd);
		map = kit_map(k, k->fd, 0, k->page);
		memset(map + end, 0xee, k->page - end);
		NEED(k, msync(map, k->page, MS_SYNC) == 0, "msync");
		how[i].grow(k, end);
		kit_zero_range(k, how[i].name, k->fd, map, end,
			       k->page - end - 1);
		kit_unmap(k, map, k->page);
	}
}

static void grow_truncate(struct check *k, uint64_t end ATTR_UNUSED)
{
	kit_size(k, k->fd, 2 * k->page);
}

static void e3_truncate(struct check *k)
{
	e3_run(k, &(struct e3_growth){ "ftruncate up", grow_truncate }, 1);
}

static void grow_same(struct check *k, uint64_t end ATTR_UNUSED)
{
	kit_fill(k, k->fd, k->page - 1, 1, 2);
}

static void grow_next(struct check *k, uint64_t end ATTR_UNUSED)
{
	kit_fill(k, k->fd, k->page, k->page, 2);
}

static void grow_far(struct check *k, uint64_t end ATTR_UNUSED)
{
	kit_fill(k, k->fd, 8 * k->page, k->page, 2);
}

static void e3_write(struct check *k)
{
	static const struct e3_growth how[] = {
		{ "pwrite beyond the end, same page", grow_same },
		{ "pwrite of the next page", grow_next },
		{ "pwrite of a far page", grow_far },
	};

	e3_run(k, how, ARRAY_SIZE(how));
}

static void grow_fallocate(struct check *k, uint64_t end)
{
	kit_fallocate(k, k->fd, 0, end, 2 * k->page);
}

static void e3_fallocate(struct check *k)
{
	e3_run(k, &(struct e3_growth){ "fallocate", grow_fallocate }, 1);
}

static void grow_zero(struct check *k, uint64_t end ATTR_UNUSED)
{
	kit_fallocate(k, k->fd, FALLOC_FL_ZERO_RANGE, k->page, k->page);
}

static void e3_zero(struct check *k)
{
	e3_run(k, &(struct e3_growth){ "ZERO_RANGE beyond the end", grow_zero },
	       1);
}

static void grow_copy(struct check *k, uint64_t end ATTR_UNUSED)
{
	int from = kit_file(k);
	off_t in = 0, out = (off_t)k->page;

	kit_fill(k, from, 0, k->page, 3);
	ssize_t n = copy_file_range(from, &in, k->fd, &out, k->page, 0);
	if (n < 0)
		check_skip(k, "needs copy_file_range: %m");
	EXPECT(k, n == (ssize_t)k->page, "copy_file_range: %zd", n);
	(void)close(from);
}

static void e3_copy(struct check *k)
{
	e3_run(k,
	       &(struct e3_growth){ "copy_file_range beyond the end",
				    grow_copy },
	       1);
}

static void grow_direct(struct check *k, uint64_t end ATTR_UNUSED)
{
	unsigned char *buf = kit_memory(k, k->page);
	int flags = fcntl(k->fd, F_GETFL);

	if (fcntl(k->fd, F_SETFL, flags | O_DIRECT) < 0)
		check_skip(k, "needs O_DIRECT: %m");
	kit_pwrite(k, k->fd, buf, k->page, k->page);
	NEED(k, fcntl(k->fd, F_SETFL, flags) == 0, "fcntl");
	(void)munmap(buf, k->page);
}

static void e3_direct(struct check *k)
{
	e3_run(k,
	       &(struct e3_growth){ "an O_DIRECT write of the next page",
				    grow_direct },
	       1);
}

static void grow_splice(struct check *k, uint64_t end ATTR_UNUSED)
{
	loff_t out = (loff_t)k->page;
	int p[2];

	NEED(k, pipe(p) == 0, "pipe");
	NEED(k, write(p[1], "data", 4) == 4, "write to a pipe");
	ssize_t n = splice(p[0], NULL, k->fd, &out, 4, 0);
	EXPECT(k, n == 4, "splice: %zd, %m", n);
	(void)close(p[0]);
	(void)close(p[1]);
}

static void e3_splice(struct check *k)
{
	e3_run(k, &(struct e3_growth){ "splice beyond the end", grow_splice },
	       1);
}

// O_APPEND leaves no gap by itself: what it does not cover, a second growth
// makes part of the file.
static void grow_append(struct check *k, uint64_t end)
{
	int flags = fcntl(k->fd, F_GETFL);

	NEED(k, fcntl(k->fd, F_SETFL, flags | O_APPEND) == 0, "fcntl");
	NEED(k, write(k->fd, "\0", 1) == 1, "write");
	NEED(k, fcntl(k->fd, F_SETFL, flags) == 0, "fcntl");
	kit_size(k, k->fd, end + 2);
	kit_fallocate(k, k->fd, 0, 0, 2 * k->page);
}

static void e3_append(struct check *k)
{
	e3_run(k,
	       &(struct e3_growth){ "an appended byte and growth",
				    grow_append },
	       1);
}

// Debian 6.12.117 has the first fix.
static const struct check_known known_e3_resize[] = {
	{ KERNEL(4, 0), KERNEL(6, 13), "ext4", "is 0xee, not 0",
	  "ext4 does not zero the block that holds the end when the size is raised; fixed in Linux 6.13" },
	{ 0 },
};
static const struct check_known known_e3_append[] = {
	{ KERNEL(4, 0), KERNEL(7, 3), "ext4", "is 0xee, not 0",
	  "ext4 does not zero the block that holds the end before a write beyond it; seen on 5.10, 6.1, 6.12, 6.16 and 6.17, not on 7.2.12; the release of the fix is not known" },
	{ 0 },
};

#define E3(name, part, how, why, bugs)                                                                  \
	static const struct check_case case_e3_##name = {                                               \
		.id = "E3-" part,                                                                       \
		.statement =                                                                            \
			"what was stored past the end of the file reads as zero after it grew by " how, \
		.reference =                                                                            \
			"xfstests generic/363; ext4 fixes of 2024-09-19 and 2026-02-03",                \
		.proof = why,                                                                           \
		.source = __FILE__,                                                                     \
		.variants = CHECK_ANY,                                                                  \
		.limit = 20,                                                                            \
		.known = bugs,                                                                          \
		.run = e3_##name,                                                                       \
	};                                                                                              \
	REGISTER(check_case, case_e3_##name)

#define FAILS_TO_6_1 "kernel: fails on 5.10 and 6.1 with ext4"
#define FAILS_TO_6_12 "kernel: fails on 5.10, 6.1 and 6.12 with ext4"
#define FAILS_ON_TMPFS "; control: fails on tmpfs"

E3(truncate, "truncate", "ftruncate", FAILS_TO_6_1 FAILS_ON_TMPFS,
   known_e3_resize);
E3(write, "write", "a write beyond the end", FAILS_TO_6_12 FAILS_ON_TMPFS,
   known_e3_append);
E3(fallocate, "fallocate", "fallocate", FAILS_TO_6_1 FAILS_ON_TMPFS,
   known_e3_resize);
E3(zero, "zero", "FALLOC_FL_ZERO_RANGE", FAILS_TO_6_1, known_e3_resize);
E3(direct, "direct", "an O_DIRECT write", FAILS_TO_6_12 FAILS_ON_TMPFS,
   known_e3_append);
E3(splice, "splice", "splice", FAILS_TO_6_12 FAILS_ON_TMPFS, known_e3_append);
E3(append, "append", "appending and growing", FAILS_TO_6_1 FAILS_ON_TMPFS,
   known_e3_resize);
E3(copy, "copy", "copy_file_range", FAILS_TO_6_12 FAILS_ON_TMPFS,
   known_e3_append);

// E4: a chunk of data, mapped and touched, is cut in the middle of a page.
// Below: the data; above: SIGBUS; after growing again: zeros.
static void e4(struct check *k)
{
	uint64_t cut = k->pmd / 2 + 100;
	unsigned char *model = kit_memory(k, k->pmd), *map;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	kit_fill(k, k->fd, 0, k->pmd, 1);
	kit_pattern(model, k->pmd, 0, 1);
	map = kit_map(k, k->fd, 0, k->pmd);
	kit_touch(k, map, true);
	kit_size(k, k->fd, cut);
	kit_model(k, "truncation", k->fd, map, model, cut);
	kit_bus(k, "on the page after the new end",
		map + (cut / k->page + 1) * k->page);
	kit_bus(k, "on the last page of before", map + k->pmd - 1);
	kit_size(k, k->fd, k->pmd);
	memset(model + cut, 0, k->pmd - cut);
	kit_model(k, "truncation and growth", k->fd, map, model, k->pmd);
}
static const struct check_case case_e4 = {
	.id = "E4",
	.statement =
		"truncation under a mapping takes what is past the new end, leaves the rest, and growth brings zeros",
	.reference = "xfstests generic/029, generic/030",
	.proof = FALSIFIED,
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 20,
	.run = e4,
};
REGISTER(check_case, case_e4);

// E5: cut a full page at odd places and grow it again: zero from the cut.
static void e5(struct check *k)
{
	const uint64_t cuts[] = { 1, 511, 512, k->page / 2 - 1, k->page - 1 };
	unsigned char *model = kit_memory(k, k->page), *map;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	map = kit_map(k, k->fd, 0, k->pmd);
	for (size_t i = 0; i < ARRAY_SIZE(cuts); i++) {
		kit_fill(k, k->fd, 0, k->page, 1);
		kit_pattern(model, k->page, 0, 1);
		kit_size(k, k->fd, cuts[i]);
		kit_size(k, k->fd, k->page);
		memset(model + cuts[i], 0, k->page - cuts[i]);
		kit_model(k, "truncation inside the page", k->fd, map, model,
			  k->page);
	}
}
static const struct check_case case_e5 = {
	.id = "E5",
	.statement = "truncation inside a page zeroes the rest of that page",
	.reference = "dax_truncate_page in fs/dax.c",
	.proof = FALSIFIED,
	.source = __FILE__,
	.variants = CHECK_ANY,
	.limit = 10,
	.run = e5,
};
REGISTER(check_case, case_e5);

// E6: truncation to and from page boundaries ends, with status 0.
static void e6(struct check *k)
{
	const struct {
		uint64_t from, to;
	} steps[] = {
		{ 512, 0 },         { k->page, k->page },   { k->page, 0 },
		{ k->pmd, k->pmd }, { k->pmd, k->pmd / 2 }, { 0, 0 }
	};
	struct stat st;

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		kit_size(k, k->fd, 0);
		if (steps[i].from)
			kit_fill(k, k->fd, 0, steps[i].from, 1);
		kit_size(k, k->fd, steps[i].to);
		NEED(k, fstat(k->fd, &st) == 0, "fstat");
		EXPECT(k, (uint64_t)st.st_size == steps[i].to,
		       "size %llu after truncation to %llu",
		       (unsigned long long)st.st_size,
		       (unsigned long long)steps[i].to);
	}
}
static const struct check_case case_e6 = {
	.id = "E6",
	.statement = "truncation to a page boundary, 0 among them, succeeds",
	.reference = "ext2 BUG of 2023-04",
	.proof = "test: an ftruncate that rounds up (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_ANY,
	.limit = 10,
	.run = e6,
};
REGISTER(check_case, case_e6);

// E7: blocks beyond the end of an empty file cannot be touched; once the size
// says so, they are zeros.
static void e7(struct check *k)
{
	unsigned char *map;

	kit_fallocate(k, k->fd, FALLOC_FL_KEEP_SIZE, 0, k->pmd);
	map = kit_map(k, k->fd, 0, k->pmd);
	kit_bus(k, "on the first preallocated page", map);
	kit_bus(k, "in the middle", map + k->pmd / 2);
	kit_bus(k, "on the last preallocated page", map + k->pmd - 1);
	kit_size(k, k->fd, k->pmd);
	kit_zero_range(k, "growth over preallocated blocks", k->fd, map, 0,
		       k->pmd);
}
static const struct check_case case_e7 = {
	.id = "E7",
	.statement =
		"blocks preallocated past the end of the file cannot be touched until the size covers them, and are zeros then",
	.reference = "fallocate(2), xfstests generic/469",
	.proof = "test: a fallocate that drops KEEP_SIZE (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 10,
	.run = e7,
};
REGISTER(check_case, case_e7);

// E8: mapped while empty; after every step of growth all below the end can be
// stored to, the first page past it cannot, and pread sees the stores.
static void e8(struct check *k)
{
	const uint64_t sizes[] = { k->page, 3 * k->page, k->pmd,
				   k->pmd + k->page, 2 * k->pmd };
	unsigned char *map = kit_map(k, k->fd, 0, 2 * k->pmd + k->page), got;

	kit_bus(k, "in an empty file", map);
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		uint64_t last = sizes[i] - 1;

		if (i % 2)
			kit_fill(k, k->fd, last, 1, 1);
		else
			kit_size(k, k->fd, sizes[i]);
		kit_no_bus(k, "below the new end", map + last);
		kit_bus(k, "past the new end", map + sizes[i]);
		kit_store(map + last, kit_byte(last, 5));
		kit_pread(k, k->fd, &got, 1, last);
		EXPECT(k, got == kit_byte(last, 5),
		       "pread does not see the store at %llu",
		       (unsigned long long)last);
	}
}
static const struct check_case case_e8 = {
	.id = "E8",
	.statement = "a mapping made of an empty file works as the file grows",
	.reference = "xfstests generic/438",
	.proof = FALSIFIED,
	.source = __FILE__,
	.variants = CHECK_ANY,
	.limit = 10,
	.run = e8,
};
REGISTER(check_case, case_e8);
