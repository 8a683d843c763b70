// SPDX-License-Identifier: MIT
// Group R: pages that somebody else holds while their blocks are to be freed.
// Deterministic: the pin is a pipe that holds a page of the file.
//     daxbench check --group R
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "check/kit.h"

// How long an operation that must wait is watched not to end. It ends in
// microseconds where it does not wait.
#define WATCH_MS 300

struct freeing {
	struct check *k;
	const char *name;
	int mode; // of fallocate, or -1: ftruncate to 0
	int rc;   // -errno
	atomic_int done;
};

static void *freeing_thread(void *arg)
{
	struct freeing *f = arg;
	struct check *k = f->k;
	int rc = f->mode < 0 ? ftruncate(k->fd, 0)
			     : fallocate(k->fd, f->mode, 0, (off_t)k->pmd);

	f->rc = rc < 0 ? -errno : 0;
	atomic_store(&f->done, 1);
	return NULL;
}

static bool ends_within(struct freeing *f, int ms)
{
	for (int i = 0; i < ms && !atomic_load(&f->done); i += 5)
		(void)poll(NULL, 0, 5);
	return atomic_load(&f->done);
}

// The page at `at` goes into a pipe by reference, not by copy.
static void pin(struct check *k, unsigned char *at, int p[2])
{
	struct iovec v = { at, k->page };

	NEED(k, pipe(p) == 0, "pipe");
	ssize_t n = vmsplice(p[1], &v, 1, 0);
	NEED(k, n == (ssize_t)k->page, "vmsplice");
}

static void pinned(struct check *k, const char *name, int mode, bool unmap)
{
	struct freeing f = { .k = k, .name = name, .mode = mode };
	unsigned char *map, *old = kit_memory(k, k->page),
			    *got = kit_memory(k, k->page);
	const uint64_t at = 2 * k->page;
	pthread_t thread;
	int p[2];

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 2);
	kit_fill(k, k->fd, 0, k->pmd, 1);
	kit_pattern(old, k->page, at, 1);
	map = kit_map(k, k->fd, 0, k->pmd);
	kit_touch(k, map, true);
	(void)kit_load(map + at);
	pin(k, map + at, p);
	if (unmap)
		kit_unmap(k, map, k->pmd);
	NEED(k, pthread_create(&thread, NULL, freeing_thread, &f) == 0,
	     "pthread_create");
	bool early = ends_within(&f, WATCH_MS);
	NEED(k, read(p[0], got, k->page) == (ssize_t)k->page,
	     "read of the pipe");
	if (early && f.rc == -EOPNOTSUPP)
		return;
	EXPECT(k, !early,
	       "%s did not wait for the pinned page (%s): its block was free while in use",
	       name, f.rc ? strerror(-f.rc) : "it succeeded");
	kit_same(k, "pinned page", got, old, k->page, at);
	(void)close(p[0]);
	(void)close(p[1]);
	// A hang from here on is for the watchdog.
	NEED(k, pthread_join(thread, NULL) == 0, "pthread_join");
	EXPECT(k, f.rc == 0, "%s failed once the pin was gone: %s", name,
	       strerror(-f.rc));
	if (!unmap)
		kit_unmap(k, map, k->pmd);
}

static void pinned_all(struct check *k, bool unmap)
{
	pinned(k, "ftruncate", -1, unmap);
	pinned(k, "punching a hole", FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
	       unmap);
	pinned(k, "FALLOC_FL_COLLAPSE_RANGE", FALLOC_FL_COLLAPSE_RANGE, unmap);
}

// R8: a page of a mapped file is put into a pipe by vmsplice; a thread frees
// its block by truncation, punching, collapsing. Each must wait until the pipe
// is read, and then succeed; the pipe holds the old bytes.
static void r8(struct check *k)
{
	pinned_all(k, false);
}
static const struct check_known known_r8[] = {
	{ KERNEL(4, 5), KERNEL(4, 19), NULL, "did not wait",
	  "blocks are freed under a pinned page; fixed in Linux 4.18 (XFS) and 4.19 (ext4)" },
	{ 0 },
};
static const struct check_case case_r8 = {
	.id = "R8",
	.statement =
		"freeing the block of a pinned, mapped page waits for the pin",
	.reference =
		"break-layouts series of Linux 4.18 and 4.19; xfstests generic/503",
	.proof = "control: fails on the page cache, which need not wait",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 20,
	.fs = "ext4 xfs",
	.known = known_r8,
	.dax_only = true,
	.run = r8,
};
REGISTER(check_case, case_r8);

// R9: as R8, but nothing maps the page any more.
static void r9(struct check *k)
{
	pinned_all(k, true);
}
static const struct check_known known_r9[] = {
	{ KERNEL(4, 5), KERNEL(6, 15), NULL, "did not wait",
	  "the wait is left out when nothing is mapped, so blocks are freed under the pin; fixed in Linux 6.15" },
	{ 0 },
};
static const struct check_case case_r9 = {
	.id = "R9",
	.statement =
		"freeing the block of a pinned page waits for the pin though nothing maps it any more",
	.reference = "fs/dax series of 2025-02-28, patch 2 of 20",
	.proof = "kernel: fails before 6.15; control: fails on the page cache",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 20,
	.fs = "ext4 xfs",
	.known = known_r9,
	.dax_only = true,
	.run = r9,
};
REGISTER(check_case, case_r9);
