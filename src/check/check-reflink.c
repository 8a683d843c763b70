// SPDX-License-Identifier: MIT
// Group F: files that share blocks. What is done to one never shows in the
// other.
//     daxbench check --group F
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/plural.h"
#include "base/uapi.h"
#include "check/kit-clone.h"

#define REFLINK_ONLY                                                           \
	.source = __FILE__, .fs = "xfs", .limit = 40, .known = known_reflink,  \
	REFLINK_DANGER
#define FAILS_WITHOUT_CLONE "test: a clone that does nothing (check-fakes)"

// Done to one side: to its file or mapping, and to its model.
struct change {
	const char *name;
	void (*make)(struct check *k, struct twin *t, int side,
		     const struct change *c);
	uint64_t at, len;
	int mode; // of fallocate
};

static void by_store(struct check *k ATTR_UNUSED, struct twin *t, int side,
		     const struct change *c)
{
	kit_pattern(t->model[side] + c->at, c->len, c->at, 5 + (unsigned)side);
	memcpy(t->map[side] + c->at, t->model[side] + c->at, c->len);
}

static void by_pwrite(struct check *k, struct twin *t, int side,
		      const struct change *c)
{
	kit_pattern(t->model[side] + c->at, c->len, c->at, 5 + (unsigned)side);
	kit_pwrite(k, t->fd[side], t->model[side] + c->at, c->len, c->at);
}

static void by_fallocate(struct check *k, struct twin *t, int side,
			 const struct change *c)
{
	unsigned char *model = t->model[side];
	uint64_t end = c->at + c->len;

	kit_fallocate(k, t->fd[side], c->mode, c->at, c->len);
	if (c->mode == FALLOC_FL_COLLAPSE_RANGE) {
		memmove(model + c->at, model + end, t->size - end);
		t->len[side] -= c->len;
	} else if (c->mode == FALLOC_FL_INSERT_RANGE) {
		memmove(model + end, model + c->at, t->size - end);
		memset(model + c->at, 0, c->len);
		// Only what the mapping shows of it.
		t->len[side] = t->size;
	} else if (c->mode != FALLOC_FL_UNSHARE_RANGE) {
		memset(model + c->at, 0, c->len);
	}
}

static void by_truncate(struct check *k, struct twin *t, int side,
			const struct change *c)
{
	kit_size(k, t->fd[side], c->at);
	kit_size(k, t->fd[side], t->size);
	memset(t->model[side] + c->at, 0, t->size - c->at);
}

// Each change to a clone of its own, by each side: the one changes, the other
// does not, at once and after fsync of both.
static void each(struct check *k, const struct change *v, size_t n)
{
	for (size_t i = 0; i < 2 * n; i++) {
		const struct change *c = &v[i / 2];
		struct twin t;

		twin_make(k, &t, 2);
		twin_clone(k, &t);
		(void)kit_load(t.map[TWIN_B]);
		(void)kit_load(t.map[TWIN_B] + k->pmd);
		c->make(k, &t, i % 2, c);
		twin_check(k, &t, c->name);
		kit_fsync(k, t.fd[TWIN_A]);
		kit_fsync(k, t.fd[TWIN_B]);
		twin_check(k, &t, c->name);
		twin_drop(k, &t);
	}
}

// F1: mapped stores, both mappings made and faulted before.
static void f1(struct check *k)
{
	const uint64_t g = k->page;
	const struct change v[] = {
		{ "a store of a byte", by_store, 3 * g + 7, 1, 0 },
		{ "a store of a page", by_store, 5 * g, g, 0 },
		{ "a store over pages", by_store, 9 * g - 100, 2 * g, 0 },
		{ "a store over chunks", by_store, k->pmd - g, 2 * g, 0 },
		{ "a store of a chunk", by_store, k->pmd, k->pmd, 0 },
	};

	each(k, v, ARRAY_SIZE(v));
}
static const struct check_case case_f1 = {
	.id = "F1",
	.statement =
		"a mapped store to a shared block changes one of the files that share it",
	.reference =
		"fsdax with reflink, Linux 6.0; xfstests generic/651 to 655",
	.proof = FAILS_WITHOUT_CLONE,
	REFLINK_ONLY,
	.variants = CHECK_BOTH,
	.run = f1,
};
REGISTER(check_case, case_f1);

// F2: writes of less than a block copy the rest of it.
static void f2(struct check *k)
{
	const uint64_t g = k->page;
	const struct change v[] = {
		{ "a write of a byte", by_pwrite, 3 * g + 7, 1, 0 },
		{ "a write of a page less a byte", by_pwrite, 5 * g, g - 1, 0 },
		{ "a write of the end of a page", by_pwrite, 5 * g + 1, g - 1,
		  0 },
		{ "a write over pages", by_pwrite, 9 * g - 100, 2 * g, 0 },
		{ "a write over chunks", by_pwrite, k->pmd - g - 1, 2 * g + 2,
		  0 },
		{ "a write of a chunk and a byte", by_pwrite, 3, k->pmd + 1,
		  0 },
	};

	each(k, v, ARRAY_SIZE(v));
}
static const struct check_case case_f2 = {
	.id = "F2",
	.statement =
		"a write of part of a shared block keeps the rest of it, and the other file",
	.reference = "fsdax with reflink, Linux 6.2",
	.proof = "kernel: fails on 6.1; " FAILS_WITHOUT_CLONE,
	REFLINK_ONLY,
	.variants = CHECK_BOTH,
	.run = f2,
};
REGISTER(check_case, case_f2);

// F3: what frees or moves shared blocks in the one file.
static void f3(struct check *k)
{
	const uint64_t g = k->page;
	const int punch = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
	const struct change v[] = {
		{ "punching pages", by_fallocate, 4 * g, 3 * g, punch },
		{ "punching parts of pages", by_fallocate, 4 * g + 9, 2 * g,
		  punch },
		{ "punching a chunk", by_fallocate, 0, k->pmd, punch },
		{ "zeroing pages", by_fallocate, 4 * g, 3 * g,
		  FALLOC_FL_ZERO_RANGE },
		{ "zeroing parts of pages", by_fallocate, k->pmd - 9, 18,
		  FALLOC_FL_ZERO_RANGE },
		{ "collapsing pages", by_fallocate, 6 * g, 2 * g,
		  FALLOC_FL_COLLAPSE_RANGE },
		{ "inserting pages", by_fallocate, 6 * g, 2 * g,
		  FALLOC_FL_INSERT_RANGE },
		{ "truncation inside a page", by_truncate, k->pmd + 77, 0, 0 },
		{ "truncation at a page", by_truncate, k->pmd / 2, 0, 0 },
	};

	each(k, v, ARRAY_SIZE(v));
}
static const struct check_case case_f3 = {
	.id = "F3",
	.statement =
		"punching, zeroing, shifting and truncating shared blocks leaves the other file and its mapping alone",
	.reference = "fallocate(2); xfstests generic/662 to 672",
	.proof = "kernel: fails on 6.1; " FAILS_WITHOUT_CLONE,
	REFLINK_ONLY,
	.variants = CHECK_BOTH,
	.run = f3,
};
REGISTER(check_case, case_f3);

// U7: unsharing changes nothing in either file.
static void u7(struct check *k)
{
	const uint64_t g = k->page;
	const struct change v[] = {
		{ "unsharing pages", by_fallocate, 4 * g, 3 * g,
		  FALLOC_FL_UNSHARE_RANGE },
		{ "unsharing 100 to 5000", by_fallocate, 100, 4900,
		  FALLOC_FL_UNSHARE_RANGE },
		{ "unsharing parts of a page", by_fallocate, 6 * g + 1, 10,
		  FALLOC_FL_UNSHARE_RANGE },
		{ "unsharing over chunks", by_fallocate, k->pmd - g - 5, 3 * g,
		  FALLOC_FL_UNSHARE_RANGE },
		{ "unsharing all", by_fallocate, 0, 2 * k->pmd,
		  FALLOC_FL_UNSHARE_RANGE },
	};

	each(k, v, ARRAY_SIZE(v));
}
static const struct check_case case_u7 = {
	.id = "U7",
	.statement =
		"unsharing a range, also off block boundaries, changes no byte of either file",
	.reference =
		"fsdax fixes of 2024-10 (fixes d984648e428b); xfstests xfs/572, generic/656",
	.proof = FAILS_WITHOUT_CLONE,
	REFLINK_ONLY,
	.variants = CHECK_BOTH,
	.run = u7,
};
REGISTER(check_case, case_u7);

// F6: the clone goes over a file that has data and is mapped and faulted. The
// mapping shows the new bytes at once; stores then part the two.
static void f6_one(struct check *k, uint64_t at, uint64_t len)
{
	struct twin t;

	twin_make(k, &t, 2);
	kit_lay(k, t.fd[TWIN_B], LAYOUT_WRITTEN, 2);
	kit_fill(k, t.fd[TWIN_B], 0, t.size, 3);
	kit_pattern(t.model[TWIN_B], t.size, 0, 3);
	t.len[TWIN_B] = t.size;
	t.map[TWIN_B] = kit_map(k, t.fd[TWIN_B], 0, t.size);
	kit_touch(k, t.map[TWIN_B], true);
	kit_touch(k, t.map[TWIN_B] + k->pmd, true);
	// Not synchronised: what was just stored is what the clone takes.
	kit_store(t.map[TWIN_A] + at + 1, t.model[TWIN_A][at + 1] = 0x5a);
	kit_clone(k, t.fd[TWIN_A], at, len, t.fd[TWIN_B], at);
	memcpy(t.model[TWIN_B] + at, t.model[TWIN_A] + at, len);
	twin_check(k, &t, "a clone over mapped data");
	for (int side = 0; side < 2; side++) {
		kit_store(t.map[side] + at + 2,
			  t.model[side][at + 2] = (unsigned char)(side + 1));
		kit_store(t.map[side] + at + len - 1,
			  t.model[side][at + len - 1] =
				  (unsigned char)(side + 3));
		twin_check(k, &t, "a store after a clone over mapped data");
	}
	twin_drop(k, &t);
}

static void f6(struct check *k)
{
	f6_one(k, 0, 2 * k->pmd);
	f6_one(k, k->pmd, k->pmd);
	f6_one(k, 3 * k->page, 2 * k->page);
	f6_one(k, k->pmd - k->page, 2 * k->page);
}
static const struct check_case case_f6 = {
	.id = "F6",
	.statement =
		"a mapping shows what is cloned over its file, and stores after that part the two files",
	.reference = "FICLONERANGE in ioctl_ficlonerange(2)",
	.proof =
		"kernel: ends in a kernel BUG on 6.1 and 6.12; " FAILS_WITHOUT_CLONE,
	REFLINK_ONLY,
	.variants = CHECK_BOTH,
	.run = f6,
};
REGISTER(check_case, case_f6);

// F7: a store that copied its block is tracked as any other: fsync cleans it,
// and the next store takes a fault.
static void f7(struct check *k)
{
	struct twin t;

	twin_make(k, &t, 1);
	twin_clone(k, &t);
	for (int side = 0; side < 2; side++) {
		unsigned char *at = t.map[side] + 5;

		uint64_t n = kit_store_faults(k, at, 1);
		EXPECT(k, n >= 1,
		       "a store to a shared block took no fault: the clone left it writable");
		n = kit_store_faults(k, at, 2);
		EXPECT(k, n == 0, "%llu fault%s for a second store",
		       (unsigned long long)n, plural(n));
		kit_fsync(k, t.fd[side]);
		n = kit_store_faults(k, at, 3);
		EXPECT(k, n == 1, "%llu faults for a store after fsync, not 1",
		       (unsigned long long)n);
	}
}
static const struct check_case case_f7 = {
	.id = "F7",
	.statement =
		"a store that parted a shared block is cleaned by fsync as any other",
	.reference = "dax_insert_entry in fs/dax.c",
	.proof = "test: a clone that only copies (check-fakes)",
	REFLINK_ONLY,
	.variants = CHECK_BOTH,
	.run = f7,
};
REGISTER(check_case, case_f7);

// F5: clones of files whose blocks are written, unwritten and holes in turn,
// by runs of 1 and 16 pages; then stores and writes over all of that.
static void mixed(struct check *k, int fd, unsigned char *model, uint64_t run)
{
	const uint64_t size = k->pmd;

	kit_size(k, fd, 0);
	kit_size(k, fd, size);
	memset(model, 0, size);
	for (uint64_t at = 0; at + 3 * run <= size; at += 3 * run) {
		kit_fill(k, fd, at, run, 1);
		kit_pattern(model + at, run, at, 1);
		kit_fallocate(k, fd, 0, at + run, run);
	}
}

static void f5_one(struct check *k, uint64_t run, bool write)
{
	struct twin t = { .fd = { kit_file(k), kit_file(k) },
			  .size = k->pmd,
			  .len = { k->pmd, k->pmd } };

	t.model[TWIN_A] = kit_memory(k, t.size);
	t.model[TWIN_B] = kit_memory(k, t.size);
	mixed(k, t.fd[TWIN_A], t.model[TWIN_A], run);
	t.map[TWIN_A] = kit_map(k, t.fd[TWIN_A], 0, t.size);
	(void)kit_load(t.map[TWIN_A]);
	twin_clone(k, &t);
	twin_check(k, &t, "a clone of mixed extents");
	for (unsigned i = 0; i < 24; i++) {
		uint64_t len = 1 + rng_below(&k->rng, 3 * run);
		uint64_t at = rng_below(&k->rng, t.size - len);
		int side = (int)(i % 2);
		struct change c = { "", write ? by_pwrite : by_store, at, len,
				    0 };

		c.make(k, &t, side, &c);
	}
	twin_check(k, &t,
		   write ? "writes to mixed extents"
			 : "stores to mixed extents");
	twin_drop(k, &t);
}

static void f5(struct check *k)
{
	for (int write = 0; write < 2; write++) {
		f5_one(k, k->page, write);
		f5_one(k, 16 * k->page, write);
	}
}
static const struct check_case case_f5 = {
	.id = "F5",
	.statement =
		"clones of files with written, unwritten and missing blocks stay apart whatever is stored or written",
	.reference = "xfstests generic/651 to 672",
	.proof = "kernel: fails on 6.1; " FAILS_WITHOUT_CLONE,
	REFLINK_ONLY,
	.variants = CHECK_ANY,
	.run = f5,
};
REGISTER(check_case, case_f5);
