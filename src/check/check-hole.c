// SPDX-License-Identifier: MIT
// Group H: holes, the zero pages that show them, and entries that stay.
//     daxbench check --group H
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/plural.h"
#include "base/uapi.h"
#include "check/kit.h"

static uint64_t blocks_of(struct check *k, int fd)
{
	struct stat st;

	NEED(k, fstat(fd, &st) == 0, "fstat");
	return (uint64_t)st.st_blocks;
}

// H1: load every page of a hole; nothing is allocated by it.
static void h1(struct check *k)
{
	uint64_t size = 4 * k->pmd, before;
	unsigned char *map;

	kit_size(k, k->fd, size);
	before = blocks_of(k, k->fd);
	map = kit_map(k, k->fd, 0, size);
	kit_touch(k, map, false);
	kit_zeros(k, "hole", map, size, 0);
	EXPECT(k, blocks_of(k, k->fd) == before,
	       "st_blocks went from %llu to %llu", (unsigned long long)before,
	       (unsigned long long)blocks_of(k, k->fd));
	EXPECT(k, lseek(k->fd, 0, SEEK_DATA) < 0 && errno == ENXIO,
	       "SEEK_DATA finds data in a file that was only loaded from");
}
static const struct check_case case_h1 = {
	.id = "H1",
	.statement = "loads from a hole are zeros and allocate nothing",
	.reference = "dax_load_hole in fs/dax.c",
	.proof = "control: fails on tmpfs, which allocates pages for loads",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 20,
	.run = h1,
};
REGISTER(check_case, case_h1);

// H2: one load of each chunk of a hole: one fault, and the whole chunk there.
static void h2(struct check *k)
{
	const uint64_t chunks = 4;
	unsigned char *map;

	kit_size(k, k->fd, chunks * k->pmd);
	map = kit_map(k, k->fd, 0, chunks * k->pmd);
	for (uint64_t i = 0; i < chunks; i++) {
		uint64_t n = kit_load_faults(k, map + i * k->pmd);

		EXPECT(k, n == 1, "%llu faults for one load",
		       (unsigned long long)n);
		kit_mapped(k, "hole", map + i * k->pmd, PAGE_SIZE_PMD);
		n = kit_load_faults(k, map + (i + 1) * k->pmd - 1);
		EXPECT(k, n == 0, "%llu fault%s for the last byte of the chunk",
		       (unsigned long long)n, plural(n));
	}
}
static const struct check_case case_h2 = {
	.id = "H2",
	.statement =
		"a hole of a whole chunk is loaded through one huge zero page",
	.reference = "review of the iomap conversion, 2016-08-26, point 6",
	.proof = "control: fails on the page cache",
	.source = __FILE__,
	.variants = CHECK_PMD,
	.limit = 10,
	.dax_only = true,
	.run = h2,
};
REGISTER(check_case, case_h2);

// H3: a hole is loaded, so that a zero page is mapped; then the bytes are
// written by every way there is. The mapping shows them without being remade.
struct h3_write {
	const char *name;
	// Write `len` bytes of buf at `at`; false: not possible here.
	bool (*write)(struct check *k, const unsigned char *buf, uint64_t len,
		      uint64_t at);
};

static bool by_pwrite(struct check *k, const unsigned char *buf, uint64_t len,
		      uint64_t at)
{
	kit_pwrite(k, k->fd, buf, len, at);
	return true;
}

static bool by_direct(struct check *k, const unsigned char *buf, uint64_t len,
		      uint64_t at)
{
	int flags = fcntl(k->fd, F_GETFL);

	if (fcntl(k->fd, F_SETFL, flags | O_DIRECT) < 0)
		return false;
	kit_pwrite(k, k->fd, buf, len, at);
	NEED(k, fcntl(k->fd, F_SETFL, flags) == 0, "fcntl");
	return true;
}

static bool by_dsync(struct check *k, const unsigned char *buf, uint64_t len,
		     uint64_t at)
{
	struct iovec v = { (void *)(uintptr_t)buf, len };
	ssize_t n = pwritev2(k->fd, &v, 1, (off_t)at, RWF_DSYNC);

	if (n < 0 && (errno == ENOSYS || errno == EOPNOTSUPP))
		return false;
	EXPECT(k, n == (ssize_t)len, "pwritev2: %zd, %m", n);
	return true;
}

static bool by_splice(struct check *k, const unsigned char *buf, uint64_t len,
		      uint64_t at)
{
	loff_t out = (loff_t)at;
	int p[2];

	NEED(k, pipe(p) == 0, "pipe");
	NEED(k, write(p[1], buf, len) == (ssize_t)len, "write to a pipe");
	while (out < (loff_t)(at + len)) {
		ssize_t n = splice(p[0], NULL, k->fd, &out,
				   at + len - (uint64_t)out, 0);
		EXPECT(k, n > 0, "splice: %zd, %m", n);
	}
	return true;
}

static bool by_copy(struct check *k, const unsigned char *buf, uint64_t len,
		    uint64_t at)
{
	int from = kit_file(k);
	off_t in = 0, out = (off_t)at;

	kit_pwrite(k, from, buf, len, 0);
	ssize_t n = copy_file_range(from, &in, k->fd, &out, len, 0);
	if (n < 0 && (errno == ENOSYS || errno == EOPNOTSUPP))
		return false;
	EXPECT(k, n == (ssize_t)len, "copy_file_range: %zd, %m", n);
	return true;
}

static bool by_mapping(struct check *k, const unsigned char *buf, uint64_t len,
		       uint64_t at)
{
	uint64_t chunk = at / k->pmd * k->pmd;
	unsigned char *map = kit_map(k, k->fd, chunk, k->pmd);

	memcpy(map + (at - chunk), buf, len);
	return true;
}

static bool by_process(struct check *k, const unsigned char *buf, uint64_t len,
		       uint64_t at)
{
	int status;
	pid_t pid = fork();

	NEED(k, pid >= 0, "fork");
	if (pid == 0) {
		(void)by_mapping(k, buf, len, at);
		_exit(0);
	}
	NEED(k, waitpid(pid, &status, 0) == pid, "waitpid");
	EXPECT(k, status == 0, "the storing process ended with status %#x",
	       (unsigned)status);
	return true;
}

static const struct h3_write h3_writes[] = {
	{ "pwrite", by_pwrite },
	{ "O_DIRECT pwrite", by_direct },
	{ "pwritev2(RWF_DSYNC)", by_dsync },
	{ "splice", by_splice },
	{ "copy_file_range", by_copy },
	{ "a store through a second mapping", by_mapping },
	{ "a store by another process", by_process },
};

// Places of a chunk in this order: the second write leaves two unwritten blocks
// between, which a file system may turn into written ones at once; then these
// are written to.
static void h3_chunk(struct check *k, const struct h3_write *w,
		     unsigned char *map, uint64_t chunk)
{
	const uint64_t len = 2 * k->page, places[] = { 3, 7, 5 };
	unsigned char *buf = kit_memory(k, len);

	kit_touch(k, map + chunk, false);
	kit_zeros(k, "chunk before the write", map + chunk, 12 * k->page,
		  chunk);
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		uint64_t at = chunk + places[i] * k->page;

		kit_pattern(buf, len, at, 1);
		if (!w->write(k, buf, len, at))
			return;
		kit_same(k, w->name, map + at, buf, len, at);
		kit_zeros(k, "page after the written ones",
			  map + chunk + 9 * k->page, k->page,
			  chunk + 9 * k->page);
	}
}

static void h3_on(struct check *k, bool unwritten)
{
	const uint64_t n = ARRAY_SIZE(h3_writes);
	unsigned char *map;

	if (unwritten)
		kit_fallocate(k, k->fd, 0, 0, n * k->pmd);
	kit_size(k, k->fd, n * k->pmd);
	map = kit_map(k, k->fd, 0, n * k->pmd);
	for (uint64_t i = 0; i < n; i++)
		h3_chunk(k, &h3_writes[i], map, i * k->pmd);
}

static void h3(struct check *k)
{
	h3_on(k, false);
}
static const struct check_case case_h3 = {
	.id = "H3",
	.statement =
		"a mapped zero page gives way to data written by any means",
	.reference = "cd656375f946, de14b9cb5e02; xfstests generic/428",
	.proof = "test: a pwrite that writes nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 20,
	.run = h3,
};
REGISTER(check_case, case_h3);

static const struct check_known known_h3[] = {
	{ KERNEL(4, 10), 0, "ext4", "is 0, not",
	  "ext4 turns unwritten blocks beside a write into written ones and leaves zero pages mapped for them: later writes there never show in the mapping; seen on 5.10 to 7.3, no fix is known" },
	{ 0 },
};

static void h3_unwritten(struct check *k)
{
	h3_on(k, true);
}
static const struct check_case case_h3_unwritten = {
	.id = "H3-unwritten",
	.statement =
		"a zero page mapped for unwritten blocks gives way to data written by any means",
	.reference = "cd656375f946; xfstests generic/428",
	.proof =
		"kernel: fails on 5.10 and 7.3 with ext4; test: a pwrite that writes nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 20,
	.known = known_h3,
	.run = h3_unwritten,
};
REGISTER(check_case, case_h3_unwritten);

// H5, H6: two chunks of data under a touched mapping; a range is punched out
// or zeroed; everything is compared with a model. H6 takes ranges off page
// boundaries, and stores beside them before and after.
struct h5_range {
	uint64_t at, len;
};

static void h5_one(struct check *k, unsigned char *map, unsigned char *model,
		   int mode, const struct h5_range *r, bool stores)
{
	uint64_t size = 2 * k->pmd;

	kit_fill(k, k->fd, 0, size, 1);
	kit_pattern(model, size, 0, 1);
	if (stores) {
		kit_store(map + r->at - 1, model[r->at - 1] = 0x77);
		kit_store(map + r->at + r->len, model[r->at + r->len] = 0x78);
	}
	kit_fallocate(k, k->fd, mode, r->at, r->len);
	memset(model + r->at, 0, r->len);
	kit_model(k, "removing a range", k->fd, map, model, size);
	if (!stores)
		return;
	kit_store(map + r->at - 1, model[r->at - 1] = 0x33);
	kit_store(map + r->at + r->len - 1, model[r->at + r->len - 1] = 0x34);
	kit_model(k, "stores at the edges", k->fd, map, model, size);
}

#define PUNCH (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE)

static void h5(struct check *k)
{
	const uint64_t g = k->page, p = k->pmd;
	const struct h5_range ranges[] = {
		{ 5 * g, g },     { 5 * g + 10, 3 }, { 7 * g - 100, 200 },
		{ p - g, 2 * g }, { p, p },          { 0, p - g },
	};
	unsigned char *model = kit_memory(k, 2 * p), *map;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 2);
	map = kit_map(k, k->fd, 0, 2 * p);
	kit_touch(k, map, true);
	kit_touch(k, map + p, true);
	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++)
		h5_one(k, map, model, PUNCH, &ranges[i], false);
}
static const struct check_case case_h5 = {
	.id = "H5",
	.statement =
		"a hole punched under a mapping reads as zero and leaves its neighbours alone",
	.reference = "xfstests generic/567",
	.proof = "test: a fallocate that does nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 30,
	.run = h5,
};
REGISTER(check_case, case_h5);

// One range after the other, in a file of two mapped and touched chunks.
static void ranges_in_turn(struct check *k, int mode,
			   const struct h5_range *ranges, size_t n)
{
	const uint64_t p = k->pmd;
	unsigned char *model = kit_memory(k, 2 * p), *map;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 2);
	map = kit_map(k, k->fd, 0, 2 * p);
	kit_touch(k, map, true);
	kit_touch(k, map + p, true);
	for (size_t i = 0; i < n; i++)
		h5_one(k, map, model, mode, &ranges[i], true);
}

static void h6(struct check *k)
{
	const uint64_t g = k->page, p = k->pmd;
	const struct h5_range ranges[] = {
		{ g + 1, g - 2 },
		{ 3 * g - 7, 14 },
		{ p - 100, g + 200 },
		{ 9 * g + 1, 4 * g },
	};

	ranges_in_turn(k, PUNCH, ranges, ARRAY_SIZE(ranges));
}
static const struct check_case case_h6 = {
	.id = "H6",
	.statement =
		"punching a range off page boundaries keeps the bytes beside it, stored before or after",
	.reference = "xfstests generic/567, generic/758",
	.proof = "test: a fallocate that does nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 30,
	.run = h6,
};
REGISTER(check_case, case_h6);

static void zero_range(struct check *k)
{
	const uint64_t g = k->page, p = k->pmd;
	const struct h5_range ranges[] = {
		{ 3 * g, g },
		{ g + 1, g - 2 },
		{ p - 100, g + 200 },
		{ 9 * g + 1, 4 * g },
	};

	ranges_in_turn(k, FALLOC_FL_ZERO_RANGE, ranges, ARRAY_SIZE(ranges));
}
static const struct check_case case_u3 = {
	.id = "U3",
	.statement =
		"FALLOC_FL_ZERO_RANGE under a mapping zeroes that range and nothing else",
	.reference = "xfstests generic/758",
	.proof = "test: a fallocate that does nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 30,
	.run = zero_range,
};
REGISTER(check_case, case_u3);

// H7, by loads only: one page of a hole is mapped alone and loaded, which
// leaves an entry of one page in the file. Whether the chunk is then mapped by
// PTE is said, not judged. Punching the chunk must bring the PMD back.
static void h7(struct check *k)
{
	struct kit_map one = { .fd = k->fd, .len = k->page };
	unsigned char *map;

	kit_size(k, k->fd, 2 * k->pmd);
	map = kit_map_with(k, &one);
	(void)kit_load(map);
	kit_unmap(k, map, k->page);
	map = kit_map(k, k->fd, 0, k->pmd);
	(void)kit_load(map);
	enum page_size seen = kit_witness(k, map);
	kit_unmap(k, map, k->pmd);
	kit_fallocate(k, k->fd, PUNCH, 0, k->pmd);
	map = kit_map(k, k->fd, 0, k->pmd);
	(void)kit_load(map);
	kit_mapped(k, "chunk after it was punched", map, PAGE_SIZE_PMD);
	check_note(k, "after a load of one page the chunk was mapped by %s",
		   seen == PAGE_SIZE_PTE ? "pte: sticky"
					 : page_size_name(seen));
}
static const struct check_case case_h7 = {
	.id = "H7",
	.statement =
		"a chunk of which one page was loaded alone is mapped by PMD again once it was punched",
	.reference =
		"review of the iomap conversion, 2016-08-26, point 6; grab_mapping_entry in fs/dax.c",
	.proof = "control: fails on the page cache",
	.source = __FILE__,
	.variants = CHECK_PMD,
	.limit = 10,
	.dax_only = true,
	.run = h7,
};
REGISTER(check_case, case_h7);

// H8: the other order. A chunk of data faulted by PMD is then accessed by PTE
// through a mapping of another colour; a new aligned mapping gets the PMD.
static void h8(struct check *k)
{
	struct kit_map off = { .fd = k->fd, .len = k->pmd, .shift = k->page };
	unsigned char *map, *other;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	map = kit_map(k, k->fd, 0, k->pmd);
	kit_touch(k, map, true);
	other = kit_map_with(k, &off);
	kit_store(other + 3 * k->page, 1);
	EXPECT(k, kit_load(map + 3 * k->page) == 1,
	       "the two mappings show different bytes");
	EXPECT(k, kit_present(k, other, k->pmd) == 1 || k->set->page_cache,
	       "the mapping of another colour has %llu pages after one store",
	       (unsigned long long)kit_present(k, other, k->pmd));
	kit_unmap(k, map, k->pmd);
	kit_unmap(k, other, k->pmd);
	map = kit_map(k, k->fd, 0, k->pmd);
	(void)kit_load(map);
	kit_mapped(k, "chunk after an access by PTE", map, PAGE_SIZE_PMD);
}
static const struct check_case case_h8 = {
	.id = "H8",
	.statement =
		"an access by PTE does not take the PMD from a chunk that was faulted by PMD first",
	.reference = "grab_mapping_entry in fs/dax.c",
	.proof = "control: fails on the page cache",
	.source = __FILE__,
	.variants = CHECK_PMD,
	.limit = 10,
	.dax_only = true,
	.run = h8,
};
REGISTER(check_case, case_h8);
