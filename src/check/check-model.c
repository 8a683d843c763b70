// SPDX-License-Identifier: MIT
// Random operations against a model of the file: its size and its bytes. What
// the mapping shows is compared after each, what read(2) gives after some.
//     daxbench check --case C9 --seed 7
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check/kit-clone.h"
#include "check/kit-race.h"

#define STEPS 160
#define LAST 5 // operations that a failure names

struct world {
	struct check *k;
	unsigned char *map, *model;
	uint64_t size, room; // of the file; of mapping and model
	uint64_t at, len;
	unsigned step;
	bool dirty_end; // bytes past the end are stored to
	char last[LAST][60];
};

// A range of the file as it is; *len 0 if it is empty.
static void pick(struct world *w, uint64_t align)
{
	uint64_t most = rng_below(&w->k->rng, 8) ? 4 * w->k->page : w->room;

	w->at = w->size ? rng_below(&w->k->rng, w->size) / align * align : 0;
	w->len = 1 + rng_below(&w->k->rng, most);
	if (w->len > w->size - w->at)
		w->len = w->size - w->at;
	w->len = w->len / align * align;
}

// Anywhere in the room, past the end too.
static void pick_any(struct world *w)
{
	uint64_t size = w->size;

	w->size = w->room;
	pick(w, 1);
	w->size = size;
}

static void grown(struct world *w, uint64_t end)
{
	if (end > w->size)
		w->size = end;
}

static void op_store(struct world *w)
{
	pick(w, 1);
	kit_pattern(w->model + w->at, w->len, w->at, w->step);
	memcpy(w->map + w->at, w->model + w->at, w->len);
}

static void op_pwrite(struct world *w)
{
	pick_any(w);
	kit_pattern(w->model + w->at, w->len, w->at, w->step);
	kit_pwrite(w->k, w->k->fd, w->model + w->at, w->len, w->at);
	grown(w, w->at + w->len);
}

static void op_direct(struct world *w)
{
	int flags = fcntl(w->k->fd, F_GETFL);
	unsigned char *buf;

	pick(w, w->k->page);
	if (!w->len || fcntl(w->k->fd, F_SETFL, flags | O_DIRECT) < 0)
		return;
	buf = kit_memory(w->k, w->len);
	kit_pattern(buf, w->len, w->at, w->step);
	memcpy(w->model + w->at, buf, w->len);
	kit_pwrite(w->k, w->k->fd, buf, w->len, w->at);
	(void)munmap(buf, w->len);
	NEED(w->k, fcntl(w->k->fd, F_SETFL, flags) == 0, "fcntl");
}

static void op_truncate(struct world *w)
{
	w->at = rng_below(&w->k->rng, w->room + 1);
	w->len = 0;
	kit_size(w->k, w->k->fd, w->at);
	if (w->at < w->size)
		memset(w->model + w->at, 0, w->size - w->at);
	w->size = w->at;
}

static void op_allocate(struct world *w)
{
	pick_any(w);
	kit_fallocate(w->k, w->k->fd, 0, w->at, w->len);
	grown(w, w->at + w->len);
}

static void op_punch(struct world *w)
{
	pick(w, 1);
	if (!w->len)
		return;
	kit_fallocate(w->k, w->k->fd,
		      FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, w->at,
		      w->len);
	memset(w->model + w->at, 0, w->len);
}

static void op_zero(struct world *w)
{
	pick_any(w);
	kit_fallocate(w->k, w->k->fd, FALLOC_FL_ZERO_RANGE, w->at, w->len);
	memset(w->model + w->at, 0, w->len);
	grown(w, w->at + w->len);
}

static void op_collapse(struct world *w)
{
	unsigned char *model = w->model;

	pick(w, w->k->page);
	if (!w->len || w->at + w->len >= w->size)
		return;
	kit_fallocate(w->k, w->k->fd, FALLOC_FL_COLLAPSE_RANGE, w->at, w->len);
	memmove(model + w->at, model + w->at + w->len,
		w->size - w->at - w->len);
	w->size -= w->len;
	memset(model + w->size, 0, w->len);
}

static void op_insert(struct world *w)
{
	unsigned char *model = w->model;

	pick(w, w->k->page);
	if (!w->len || w->at >= w->size || w->size + w->len > w->room)
		return;
	kit_fallocate(w->k, w->k->fd, FALLOC_FL_INSERT_RANGE, w->at, w->len);
	memmove(model + w->at + w->len, model + w->at, w->size - w->at);
	memset(model + w->at, 0, w->len);
	w->size += w->len;
}

static void op_fsync(struct world *w)
{
	w->at = w->len = 0;
	kit_fsync(w->k, w->k->fd);
}

static void op_msync(struct world *w)
{
	pick(w, w->k->page);
	if (w->len)
		NEED(w->k, msync(w->map + w->at, w->len, MS_SYNC) == 0,
		     "msync");
}

static void op_forget(struct world *w)
{
	pick(w, w->k->page);
	if (w->len)
		NEED(w->k, madvise(w->map + w->at, w->len, MADV_DONTNEED) == 0,
		     "madvise");
}

static void op_remap(struct world *w)
{
	w->at = w->len = 0;
	kit_drop(w->k, w->map, w->room);
	w->map = kit_map(w->k, w->k->fd, 0, w->room);
}

// By a mapping of another colour: entries of a page each.
static void op_odd_store(struct world *w)
{
	struct kit_map off = { .fd = w->k->fd,
			       .len = w->room,
			       .shift = w->k->page };
	unsigned char *map = kit_map_with(w->k, &off);

	pick(w, 1);
	kit_pattern(w->model + w->at, w->len, w->at, w->step);
	memcpy(map + w->at, w->model + w->at, w->len);
	kit_drop(w->k, map, w->room);
}

static void op_child_store(struct world *w)
{
	int status;

	pick(w, 1);
	kit_pattern(w->model + w->at, w->len, w->at, w->step);
	pid_t pid = fork();
	NEED(w->k, pid >= 0, "fork");
	if (pid == 0) {
		memcpy(w->map + w->at, w->model + w->at, w->len);
		_exit(0);
	}
	NEED(w->k, waitpid(pid, &status, 0) == pid && status == 0,
	     "the storing process");
}

// Blocks of one place of the file also at another that does not overlap.
static void op_clone(struct world *w)
{
	uint64_t to;

	pick(w, w->k->page);
	if (!w->len)
		return;
	to = rng_below(&w->k->rng, w->room - w->len + 1) / w->k->page *
	     w->k->page;
	if (to < w->at + w->len && w->at < to + w->len)
		return;
	kit_clone(w->k, w->k->fd, w->at, w->len, w->k->fd, to);
	memcpy(w->model + to, w->model + w->at, w->len);
	grown(w, to + w->len);
}

static void op_unshare(struct world *w)
{
	pick(w, 1);
	if (w->len)
		kit_fallocate(w->k, w->k->fd, 0x40, w->at, w->len);
}

struct op {
	const char *name;
	void (*run)(struct world *w);
	unsigned weight;
	bool clones; // only where blocks are to be shared
};

static const struct op ops[] = {
	{ "store", op_store, 6, false },
	{ "pwrite", op_pwrite, 5, false },
	{ "direct", op_direct, 2, false },
	{ "truncate", op_truncate, 2, false },
	{ "fallocate", op_allocate, 2, false },
	{ "punch", op_punch, 3, false },
	{ "zero", op_zero, 2, false },
	{ "collapse", op_collapse, 2, false },
	{ "insert", op_insert, 2, false },
	{ "fsync", op_fsync, 1, false },
	{ "msync", op_msync, 1, false },
	{ "dontneed", op_forget, 1, false },
	{ "remap", op_remap, 1, false },
	{ "odd-store", op_odd_store, 2, false },
	{ "child-store", op_child_store, 1, false },
	{ "clone", op_clone, 6, true },
	{ "unshare", op_unshare, 2, true },
};

static const struct op *draw(struct check *k, bool clones)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < ARRAY_SIZE(ops); i++)
		sum += !ops[i].clones || clones ? ops[i].weight : 0;
	uint64_t n = rng_below(&k->rng, sum);
	for (size_t i = 0;; i++) {
		if (ops[i].clones && !clones)
			continue;
		if (n < ops[i].weight)
			return &ops[i];
		n -= ops[i].weight;
	}
}

static void compare(struct world *w, const char *op)
{
	struct check *k = w->k;
	struct stat st;
	char what[360];
	int n;

	(void)snprintf(w->last[w->step % LAST], sizeof(w->last[0]),
		       "%s %llu+%llu", op, (unsigned long long)w->at,
		       (unsigned long long)w->len);
	n = snprintf(what, sizeof(what), "step %u of seed %llu (", w->step,
		     (unsigned long long)k->set->seed);
	for (unsigned i = w->step < LAST ? 1 : w->step - LAST + 1; i <= w->step;
	     i++)
		n += snprintf(what + n, sizeof(what) - (size_t)n, "%s%s",
			      w->last[i % LAST], i == w->step ? ")" : ", ");
	NEED(k, fstat(k->fd, &st) == 0, "fstat");
	EXPECT(k, (uint64_t)st.st_size == w->size, "%s: size %llu, not %llu",
	       what, (unsigned long long)st.st_size,
	       (unsigned long long)w->size);
	kit_same(k, what, w->map, w->model, w->size, 0);
	if (w->step % 8 == 0)
		kit_model(k, what, k->fd, NULL, w->model, w->size);
}

// What lies past the end is made dirty and synchronised, as E3 does it.
static void spoil_end(struct world *w)
{
	uint64_t rest = (w->k->page - w->size % w->k->page) % w->k->page;

	if (!w->dirty_end || !rest)
		return;
	memset(w->map + w->size, 0xee, rest);
	NEED(w->k, msync(w->map, w->room, MS_SYNC) == 0 || errno == ENOMEM,
	     "msync");
}

static void random_steps(struct check *k, bool clones, bool dirty_end)
{
	struct world w = { .k = k,
			   .size = 2 * k->pmd,
			   .room = 3 * k->pmd,
			   .dirty_end = dirty_end };

	w.model = kit_memory(k, w.room);
	kit_lay(k, k->fd, LAYOUT_WRITTEN, 2);
	w.map = kit_map(k, k->fd, 0, w.room);
	kit_touch(k, w.map, true);
	kit_touch(k, w.map + k->pmd, true);
	kit_pattern(w.model, w.size, 0, 0);
	kit_pwrite(k, k->fd, w.model, w.size, 0);
	for (w.step = 1; w.step <= STEPS; w.step++) {
		const struct op *op = draw(k, clones);

		spoil_end(&w);
		op->run(&w);
		compare(&w, op->name);
	}
	kit_model(k, "the last step", k->fd, w.map, w.model, w.size);
}

static void c9(struct check *k)
{
	random_steps(k, false, false);
}
static const struct check_case case_c9 = {
	.id = "C9",
	.statement =
		"random stores, writes, truncations and changes of blocks leave what a model says",
	.reference = "xfstests generic/091, generic/263, generic/469 (fsx)",
	.proof =
		"test: a fallocate that does nothing, a pwrite that writes nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.fs = "ext4 xfs",
	.limit = 90,
	.run = c9,
};
REGISTER(check_case, case_c9);

static void c9_end(struct check *k)
{
	random_steps(k, false, true);
}
static const struct check_known known_c9_end[] = {
	{ KERNEL(4, 0), KERNEL(7, 3), "ext4", "is 0xee, not 0",
	  "ext4 does not zero the block that holds the end before the file grows (see E3)" },
	{ KERNEL(6, 15), 0, NULL, "dax_disassociate_entry", known_warning },
	{ 0 },
};
static const struct check_case case_c9_end = {
	.id = "C9-end",
	.statement =
		"the same with stores past the end before each step: none of them becomes data",
	.reference = "xfstests generic/363",
	.proof = "kernel: fails on 5.10 and 6.1 with ext4",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.fs = "ext4 xfs",
	.limit = 90,
	.known = known_c9_end,
	.run = c9_end,
};
REGISTER(check_case, case_c9_end);

static void f8(struct check *k)
{
	random_steps(k, true, false);
}
static const struct check_case case_f8 = {
	.id = "F8",
	.statement =
		"random operations with blocks cloned inside the file leave what a model says",
	.reference = "xfstests generic/521, generic/522 (fsx)",
	.proof = "test: a clone that does nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.fs = "xfs",
	.limit = 90,
	.known = known_reflink,
	REFLINK_DANGER,
	.run = f8,
};
REGISTER(check_case, case_f8);
