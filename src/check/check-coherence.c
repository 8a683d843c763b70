// SPDX-License-Identifier: MIT
// Group C: mappings, reads and writes are one memory.
//     daxbench check --group C --seed 7
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check/kit.h"

// C1: seeded operations of random place and size on four chunks of data, by
// mapping and by call, held against a model after each.
struct c1 {
	struct check *k;
	unsigned char *map, *model, *buf;
	uint64_t size, at, len;
	unsigned step;
};

static void c1_store(struct c1 *c)
{
	kit_pattern(c->model + c->at, c->len, c->at, c->step);
	memcpy(c->map + c->at, c->model + c->at, c->len);
}

static void c1_load(struct c1 *c)
{
	kit_same(c->k, "load", c->map + c->at, c->model + c->at, c->len, c->at);
}

static void c1_pwrite(struct c1 *c)
{
	kit_pattern(c->model + c->at, c->len, c->at, c->step);
	kit_pwrite(c->k, c->k->fd, c->model + c->at, c->len, c->at);
}

static void c1_pread(struct c1 *c)
{
	kit_pread(c->k, c->k->fd, c->buf, c->len, c->at);
	kit_same(c->k, "pread", c->buf, c->model + c->at, c->len, c->at);
}

static void c1_vectors(struct c1 *c)
{
	uint64_t half = c->len / 2;
	struct iovec v[] = { { c->buf, half },
			     { c->buf + half, c->len - half } };
	ssize_t n = preadv(c->k->fd, v, 2, (off_t)c->at);

	EXPECT(c->k, n == (ssize_t)c->len, "preadv: %zd, %m", n);
	kit_same(c->k, "preadv", c->buf, c->model + c->at, c->len, c->at);
}

// Whole pages from page-aligned memory, as the page cache needs it.
static void c1_direct(struct c1 *c, bool write)
{
	struct check *k = c->k;
	int flags = fcntl(k->fd, F_GETFL);
	uint64_t at = c->at / k->page * k->page;
	uint64_t len = (c->len + k->page - 1) / k->page * k->page;

	if (at + len > c->size)
		at = c->size - len;
	if (fcntl(k->fd, F_SETFL, flags | O_DIRECT) < 0)
		return;
	if (write) {
		kit_pattern(c->model + at, len, at, c->step);
		memcpy(c->buf, c->model + at, len);
		kit_pwrite(k, k->fd, c->buf, len, at);
	} else {
		kit_pread(k, k->fd, c->buf, len, at);
		kit_same(k, "O_DIRECT pread", c->buf, c->model + at, len, at);
	}
	NEED(k, fcntl(k->fd, F_SETFL, flags) == 0, "fcntl");
}

static void c1_direct_read(struct c1 *c)
{
	c1_direct(c, false);
}

static void c1_direct_write(struct c1 *c)
{
	c1_direct(c, true);
}

static void c1_splice(struct c1 *c)
{
	uint64_t len = c->len < 8 * c->k->page ? c->len : 8 * c->k->page;
	loff_t at = (loff_t)c->at;
	int p[2];

	NEED(c->k, pipe(p) == 0, "pipe");
	ssize_t n = splice(c->k->fd, &at, p[1], NULL, len, 0);
	EXPECT(c->k, n > 0, "splice: %zd, %m", n);
	EXPECT(c->k, read(p[0], c->buf, (size_t)n) == n,
	       "read of the pipe: %m");
	kit_same(c->k, "splice", c->buf, c->model + c->at, (uint64_t)n, c->at);
	(void)close(p[0]);
	(void)close(p[1]);
}

static void c1(struct check *k)
{
	static void (*const ops[])(struct c1 * c) = {
		c1_store,   c1_load,        c1_pwrite,       c1_pread,
		c1_vectors, c1_direct_read, c1_direct_write, c1_splice,
	};
	struct c1 c = { .k = k, .size = 4 * k->pmd };

	c.model = kit_memory(k, c.size);
	c.buf = kit_memory(k, c.size);
	kit_lay(k, k->fd, LAYOUT_WRITTEN, 4);
	c.map = kit_map(k, k->fd, 0, c.size);
	for (uint64_t i = 0; i < 4; i++)
		kit_touch(k, c.map + i * k->pmd, true);
	kit_fill(k, k->fd, 0, c.size, 0);
	kit_pattern(c.model, c.size, 0, 0);
	for (c.step = 1; c.step <= 200; c.step++) {
		// Mostly small, now and then more than a chunk.
		uint64_t most =
			rng_below(&k->rng, 20) ? 3 * k->page : 2 * k->pmd;

		c.len = 1 + rng_below(&k->rng, most);
		c.at = rng_below(&k->rng, c.size - c.len + 1);
		ops[rng_below(&k->rng, ARRAY_SIZE(ops))](&c);
	}
	kit_model(k, "200 random operations", k->fd, c.map, c.model, c.size);
}
static const struct check_case case_c1 = {
	.id = "C1",
	.statement =
		"every load and read sees the last store or write, without msync",
	.reference = "POSIX mmap, read and write; as fsx does",
	.proof =
		"test: a pwrite that writes nothing, a pread that changes a byte (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 60,
	.run = c1,
};
REGISTER(check_case, case_c1);

// C2: one mapping of the file's colour (PMD), one a page off it (PTE). Stores
// alternate; each must show at once in the other.
static void c2(struct check *k)
{
	struct kit_map off = { .fd = k->fd, .len = k->pmd, .shift = k->page };
	unsigned char *a, *b;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	a = kit_map(k, k->fd, 0, k->pmd);
	kit_touch(k, a, true);
	b = kit_map_with(k, &off);
	for (uint64_t at = 0; at < k->pmd; at += k->page / 2 + 8) {
		kit_store(a + at, kit_byte(at, 1));
		EXPECT(k, kit_load(b + at) == kit_byte(at, 1),
		       "a store through the PMD at %llu does not show by PTE",
		       (unsigned long long)at);
		kit_store(b + at, kit_byte(at, 2));
		EXPECT(k, kit_load(a + at) == kit_byte(at, 2),
		       "a store through a PTE at %llu does not show by PMD",
		       (unsigned long long)at);
	}
	kit_mapped(k, "the first mapping, in the end", a, PAGE_SIZE_PMD);
	kit_same(k, "second mapping", b, a, k->pmd, 0);
}
static const struct check_case case_c2 = {
	.id = "C2",
	.statement = "a chunk mapped by PMD and by PTE at once is one memory",
	.reference = "grab_mapping_entry in fs/dax.c",
	.proof = "test: an mmap that maps privately (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_PMD,
	.limit = 10,
	.run = c2,
};
REGISTER(check_case, case_c2);

// C3: the buffer of the call lies in a mapping of the file that is read or
// written: same page, next page, overlapping, never touched, hole. The call
// completes, and the mapping then equals what pread gives.
static void c3_same(struct check *k, const unsigned char *map, uint64_t size,
		    const char *what)
{
	unsigned char *buf = kit_memory(k, size);

	kit_pread(k, k->fd, buf, size, 0);
	kit_same(k, what, map, buf, size, 0);
	(void)munmap(buf, size);
}

static void c3(struct check *k)
{
	const uint64_t g = k->page, size = 2 * k->pmd;
	const struct {
		uint64_t at, buf, len;
	} rows[] = {
		{ 0, 100, 50 },
		{ g, 2 * g, g },
		{ 3 * g, 3 * g, g },
		{ 4 * g, 4 * g + 512, 2 * g },
		{ 9 * g, 8 * g, 3 * g },
		{ 0, k->pmd + 8 * g, 5 * g },
		{ k->pmd + 20 * g, 0, 2 * g },
		{ 30 * g, k->pmd + 40 * g, g },
	};
	unsigned char *map;

	for (int write = 0; write < 2; write++) {
		kit_lay(k, k->fd, LAYOUT_WRITTEN, 2);
		kit_fill(k, k->fd, 0, k->pmd, 1);
		map = kit_map(k, k->fd, 0, size);
		kit_touch(k, map, true);
		kit_fallocate(k, k->fd,
			      FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			      k->pmd + 40 * g, 4 * g);
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
			off_t at = (off_t)rows[i].at;
			ssize_t n = write ? pwrite(k->fd, map + rows[i].buf,
						   rows[i].len, at)
					  : pread(k->fd, map + rows[i].buf,
						  rows[i].len, at);

			EXPECT(k, n == (ssize_t)rows[i].len,
			       "row %zu: %s gave %zd, %m", i,
			       write ? "pwrite" : "pread", n);
			c3_same(k, map, size,
				write ? "after pwrite" : "after pread");
		}
		kit_unmap(k, map, size);
	}
}
static const struct check_case case_c3 = {
	.id = "C3",
	.statement =
		"reads and writes whose buffer is a mapping of the same file complete",
	.reference =
		"xfstests generic/248, generic/638, generic/647, generic/729",
	.proof = "test: a pread that changes a byte (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 20,
	.run = c3,
};
REGISTER(check_case, case_c3);

// C6: counts of 0, past the end and huge, on every kind of extent.
static void c6_counts(struct check *k, uint64_t size)
{
	unsigned char *buf = kit_memory(k, 2 * k->page);
	const size_t huge = 0x7ffff000;
	ssize_t n = pread(k->fd, buf, 0, 0);

	EXPECT(k, n == 0, "pread of 0 bytes: %zd", n);
	n = pread(k->fd, buf, k->page, (off_t)size);
	EXPECT(k, n == 0, "pread at the end: %zd", n);
	n = pread(k->fd, buf, k->page, (off_t)(size + 5 * k->page));
	EXPECT(k, n == 0, "pread past the end: %zd", n);
	n = pread(k->fd, buf, 2 * k->page, (off_t)(size - 10));
	EXPECT(k, n == 10, "pread over the end: %zd, not 10", n);
	n = pread(k->fd, buf, huge, (off_t)(size - 10));
	EXPECT(k, n == 10, "huge pread over the end: %zd, not 10: %m", n);
}

static void c6(struct check *k)
{
	for (int e = LAYOUT_HOLE; e <= LAYOUT_WRITTEN; e++) {
		kit_lay(k, k->fd, (enum layout_extents)e, 1);
		c6_counts(k, k->pmd);
	}
}
static const struct check_case case_c6 = {
	.id = "C6",
	.statement =
		"reads of nothing, past the end and of huge counts end with what read(2) says",
	.reference = "17d9c15c9b9e; read(2)",
	.proof = "test: a pread that is never short (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_ANY,
	.limit = 10,
	.run = c6,
};
REGISTER(check_case, case_c6);

// C6-fault: each kind of extent is read into memory that may not be written.
static void c6_one(struct check *k, const char *what, void *bad)
{
	struct iovec v = { bad, k->page };

	errno = 0;
	ssize_t n = pread(k->fd, bad, k->page, 0);
	EXPECT(k, n < 0 && errno == EFAULT, "pread of %s: %zd%s%s, not EFAULT",
	       what, n, n < 0 ? ", " : "", n < 0 ? strerror(errno) : "");
	errno = 0;
	n = preadv(k->fd, &v, 1, 0);
	EXPECT(k, n < 0 && errno == EFAULT, "preadv of %s: %zd%s%s, not EFAULT",
	       what, n, n < 0 ? ", " : "", n < 0 ? strerror(errno) : "");
}

static void c6_fault(struct check *k)
{
	void *bad = mmap(NULL, k->page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
			 -1, 0);

	NEED(k, bad != MAP_FAILED, "mmap");
	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	c6_one(k, "a written extent", bad);
	kit_lay(k, k->fd, LAYOUT_UNWRITTEN, 1);
	c6_one(k, "an unwritten extent", bad);
	kit_lay(k, k->fd, LAYOUT_HOLE, 1);
	c6_one(k, "a hole", bad);
}
static const struct check_known known_c6[] = {
	{ KERNEL(4, 9), 0, NULL, ": 0, not EFAULT",
	  "a read of an extent without data into bad memory ends with 0, as at the end of the file; seen on 5.10 to 7.3, no fix is known" },
	{ 0 },
};
static const struct check_case case_c6_fault = {
	.id = "C6-fault",
	.statement =
		"a read into memory that may not be written is EFAULT, whatever the extent",
	.reference = "read(2); dax_iomap_iter in fs/dax.c",
	.proof = "kernel: fails on 5.10 to 7.x, while the control passes",
	.source = __FILE__,
	.variants = CHECK_ANY,
	.limit = 10,
	.known = known_c6,
	.run = c6_fault,
};
REGISTER(check_case, case_c6_fault);

// C7: the parent has the chunk mapped; the child has nothing mapped of it, its
// first load is one fault, and each sees the other's stores. The child tells
// what is wrong by its exit status.
static int c7_child(struct check *k, unsigned char *map)
{
	if (kit_present(k, map, k->pmd) != 0 && !k->set->page_cache)
		return 1;
	uint64_t n = kit_load_faults(k, map);
	if (n != 1 && !k->set->page_cache)
		return 2;
	if (kit_load(map + 100) != 0x11)
		return 3;
	kit_store(map + 200, 0x22);
	return 0;
}

static void c7(struct check *k)
{
	static const char *const why[] = {
		"", "the child starts with pages of the mapping present",
		"the child's first load is not one fault",
		"the child does not see the parent's store"
	};
	unsigned char *map;
	int status;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	map = kit_map(k, k->fd, 0, k->pmd);
	kit_touch(k, map, true);
	kit_store(map + 100, 0x11);
	pid_t pid = fork();
	NEED(k, pid >= 0, "fork");
	if (pid == 0) {
		// pagemap is of the process that opened it.
		k->pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
		_exit(c7_child(k, map));
	}
	NEED(k, waitpid(pid, &status, 0) == pid, "waitpid");
	EXPECT(k, WIFEXITED(status), "the child was ended by signal %d",
	       WTERMSIG(status));
	EXPECT(k, WEXITSTATUS(status) == 0, "%s",
	       WEXITSTATUS(status) < 4 ? why[WEXITSTATUS(status)] : "broken");
	EXPECT(k, kit_load(map + 200) == 0x22,
	       "the parent does not see the child's store");
}
static const struct check_case case_c7 = {
	.id = "C7",
	.statement =
		"after fork both sides see each other's stores, and the child faults the chunk in anew",
	.reference = "ndctl dax-pmd.c, case 2",
	.proof = "test: an mmap that maps privately (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 10,
	.run = c7,
};
REGISTER(check_case, case_c7);
