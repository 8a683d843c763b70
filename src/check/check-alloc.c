// SPDX-License-Identifier: MIT
// Group U: what allocation and fallocate(2) may and may not show.
//     daxbench check --group U
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/error.h"
#include "check/kit.h"
#include "target/extents.h"

// U2: chunks are filled with a pattern and freed; blocks are allocated again,
// and one byte of each chunk is stored. All others must be zero, whatever the
// blocks held. Says how many bytes lay where the pattern had been.
static uint64_t overlap(const struct extents *a, const struct extents *b)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < a->n; i++) {
		for (size_t j = 0; j < b->n; j++) {
			const struct extent *x = &a->v[i], *y = &b->v[j];
			uint64_t from = x->physical > y->physical ? x->physical
								  : y->physical;
			uint64_t to =
				x->physical + x->len < y->physical + y->len
					? x->physical + x->len
					: y->physical + y->len;

			sum += to > from ? to - from : 0;
		}
	}
	return sum;
}

static void where(struct check *k, struct extents *e)
{
	struct error err = { 0 };

	if (extents_read(e, k->fd, &err) < 0)
		check_skip(k, "needs FIEMAP: %s", err.text);
}

static void u2_one(struct check *k, enum layout_extents extents,
		   uint64_t *overlapped)
{
	const uint64_t chunks = 4, size = chunks * k->pmd;
	cleanup_extents struct extents old = { 0 }, now = { 0 };
	unsigned char *map;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, chunks);
	kit_fill(k, k->fd, 0, size, 1);
	kit_fsync(k, k->fd);
	where(k, &old);
	kit_size(k, k->fd, 0);
	kit_fsync(k, k->fd);
	kit_lay(k, k->fd, extents, chunks);
	map = kit_map(k, k->fd, 0, size);
	for (uint64_t i = 0; i < chunks; i++) {
		unsigned char *chunk = map + i * k->pmd;

		if (extents == LAYOUT_UNWRITTEN)
			kit_touch(k, chunk, true);
		kit_store(chunk + k->page + 1, 9);
		kit_zeros(k, "chunk before the store", chunk, k->page + 1, 0);
		kit_zeros(k, "chunk after the store", chunk + k->page + 2,
			  k->pmd - k->page - 2, k->page + 2);
	}
	where(k, &now);
	*overlapped += overlap(&old, &now);
}

static void u2(struct check *k)
{
	uint64_t overlapped = 0;

	u2_one(k, LAYOUT_UNWRITTEN, &overlapped);
	u2_one(k, LAYOUT_HOLE, &overlapped);
	if (overlapped == 0)
		check_skip(
			k,
			"needs blocks that held other data before; the file system gave none");
	check_note(k, "%llu bytes lay where other data had been",
		   (unsigned long long)overlapped);
}
static const struct check_case case_u2 = {
	.id = "U2",
	.statement =
		"a store to a hole or to an unwritten extent shows zeros around it, whatever the blocks held before",
	.reference = "Documentation/filesystems/dax.rst",
	.proof = "test: a fallocate that shows old data (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 30,
	.run = u2,
};
REGISTER(check_case, case_u2);

// U4, U5: data in four chunks, mapped; pieces are taken out and put in, by
// block and by chunk. The mapping shows what a model says; then (U5) stores
// through it land where the shifted bytes now are.
static void shift(struct check *k, unsigned char *map, unsigned char *model,
		  bool insert, uint64_t at, uint64_t len)
{
	uint64_t size = 4 * k->pmd;

	kit_fallocate(k, k->fd,
		      insert ? FALLOC_FL_INSERT_RANGE
			     : FALLOC_FL_COLLAPSE_RANGE,
		      at, len);
	if (insert) {
		memmove(model + at + len, model + at, size - at - len);
		memset(model + at, 0, len);
		kit_model(k, "FALLOC_FL_INSERT_RANGE", k->fd, map, model, size);
	} else {
		memmove(model + at, model + at + len, size - at - len);
		kit_model(k, "FALLOC_FL_COLLAPSE_RANGE", k->fd, map, model,
			  size - len);
	}
}

static void shifts(struct check *k, bool stores)
{
	const uint64_t size = 4 * k->pmd;
	unsigned char *model = kit_memory(k, size), *map;
	struct statvfs fs;

	NEED(k, fstatvfs(k->fd, &fs) == 0, "fstatvfs");
	const uint64_t lens[] = { fs.f_bsize, k->pmd };
	kit_lay(k, k->fd, LAYOUT_WRITTEN, 4);
	map = kit_map(k, k->fd, 0, size);
	for (uint64_t i = 0; i < 4; i++)
		kit_touch(k, map + i * k->pmd, true);
	kit_fill(k, k->fd, 0, size, 1);
	kit_pattern(model, size, 0, 1);
	for (size_t i = 0; i < ARRAY_SIZE(lens); i++) {
		shift(k, map, model, false, k->pmd, lens[i]);
		shift(k, map, model, true, 2 * k->pmd, lens[i]);
		for (uint64_t at = 100; stores && at < size; at += k->pmd / 3)
			kit_store(map + at,
				  model[at] = (unsigned char)(at + i));
		kit_model(k, "stores to the shifted range", k->fd, map, model,
			  size);
	}
}

static void u4(struct check *k)
{
	shifts(k, false);
}
static const struct check_case case_u4 = {
	.id = "U4",
	.statement =
		"collapsing and inserting ranges shift what a mapping shows",
	.reference = "fallocate(2), xfstests generic/503",
	.proof = "test: a fallocate that does nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.fs = "ext4 xfs",
	.limit = 30,
	.run = u4,
};
REGISTER(check_case, case_u4);

static void u5(struct check *k)
{
	shifts(k, true);
}
static const struct check_case case_u5 = {
	.id = "U5",
	.statement =
		"stores through a mapping of a shifted range land where the bytes now are",
	.reference = "Linux 6.15, entries are dropped when layouts are broken",
	.proof = "test: a fallocate that does nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.fs = "ext4 xfs",
	.limit = 30,
	.run = u5,
};
REGISTER(check_case, case_u5);
