// SPDX-License-Identifier: MIT
// Group R: pages that somebody else holds while their blocks are to be freed.
// Deterministic: the pin is a pipe that holds a page of the file.
//     daxbench check --group R
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check/kit.h"

// How long an operation that must wait is watched not to end. It ends in
// microseconds where it does not wait.
#define WATCH_MS 300

struct freeing {
	struct check *k;
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

// A page of the file that is in a pipe, by reference, not by copy.
struct pin {
	uint64_t at;        // of the page in the file
	unsigned char *map; // of the first chunk
	int ends[2];        // of the pipe
};

// Of a file of so many chunks, the first of them of generation 1 and mapped.
static struct pin pin_page(struct check *k, uint64_t chunks, uint64_t page)
{
	struct pin p = { .at = page * k->page };

	kit_lay(k, k->fd, LAYOUT_WRITTEN, chunks);
	kit_fill(k, k->fd, 0, k->pmd, 1);
	p.map = kit_map(k, k->fd, 0, k->pmd);
	kit_touch(k, p.map, true);
	(void)kit_load(p.map + p.at);
	struct iovec v = { p.map + p.at, k->page };
	NEED(k, pipe(p.ends) == 0, "pipe");
	ssize_t n = vmsplice(p.ends[1], &v, 1, 0);
	NEED(k, n == (ssize_t)k->page, "vmsplice");
	return p;
}

// The bytes in the pipe, which then holds the page no more.
static unsigned char *pin_read(struct check *k, const struct pin *p)
{
	unsigned char *got = kit_memory(k, k->page);

	NEED(k, read(p->ends[0], got, k->page) == (ssize_t)k->page,
	     "read of the pipe");
	return got;
}

static void pin_same(struct check *k, const struct pin *p,
		     const unsigned char *got)
{
	unsigned char *want = kit_memory(k, k->page);

	kit_pattern(want, k->page, p->at, 1);
	kit_same(k, "pinned page", got, want, k->page, p->at);
}

static void pin_close(const struct pin *p)
{
	(void)close(p->ends[0]);
	(void)close(p->ends[1]);
}

static void pinned(struct check *k, const char *name, int mode, bool unmap)
{
	struct freeing f = { .k = k, .mode = mode };
	const struct pin p = pin_page(k, 2, 2);
	pthread_t thread;

	if (unmap)
		kit_unmap(k, p.map, k->pmd);
	NEED(k, pthread_create(&thread, NULL, freeing_thread, &f) == 0,
	     "pthread_create");
	bool early = ends_within(&f, WATCH_MS);
	unsigned char *got = pin_read(k, &p);
	if (early && f.rc == -EOPNOTSUPP)
		return;
	EXPECT(k, !early,
	       "%s did not wait for the pinned page (%s): its block was free while in use",
	       name, f.rc ? strerror(-f.rc) : "it succeeded");
	pin_same(k, &p, got);
	// A hang from here on is for the watchdog.
	NEED(k, pthread_join(thread, NULL) == 0, "pthread_join");
	EXPECT(k, f.rc == 0, "%s failed once the pin was gone: %s", name,
	       strerror(-f.rc));
	if (!unmap)
		kit_unmap(k, p.map, k->pmd);
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

// R10: the page is in a pipe of the parent, and nothing maps it; a child has
// the last descriptor of the file, which has no name, and closes it. That must
// not end before the pipe is read. Were this process killed, the pipe would go
// with it and let the child end.
noreturn static void closer(struct check *k, int go, int told)
{
	char byte;

	if (read(go, &byte, 1) != 1)
		_exit(1);
	(void)close(k->fd);
	_exit(write(told, "x", 1) != 1);
}

static void r10(struct check *k)
{
	const struct pin p = pin_page(k, 2, 2);
	int go[2], told[2], status;

	kit_unmap(k, p.map, k->pmd);
	NEED(k, pipe(go) == 0 && pipe(told) == 0, "pipe");
	pid_t pid = fork();
	NEED(k, pid >= 0, "fork");
	if (pid == 0) {
		pin_close(&p);
		(void)close(go[1]);
		closer(k, go[0], told[1]);
	}
	(void)close(k->fd);
	NEED(k, write(go[1], "x", 1) == 1, "write to a pipe");
	struct pollfd end = { .fd = told[0], .events = POLLIN };
	bool early = poll(&end, 1, WATCH_MS) > 0;
	pin_same(k, &p, pin_read(k, &p));
	// A hang from here on is for the watchdog.
	NEED(k, waitpid(pid, &status, 0) == pid, "waitpid");
	EXPECT(k, !early,
	       "the last close did not wait for the pinned page: its block was free while in use");
	EXPECT(k, status == 0, "the process that closed the file ended by %#x",
	       (unsigned)status);
}
static const struct check_known known_r10[] = {
	{ KERNEL(4, 5), KERNEL(6, 15), NULL, "did not wait",
	  "a deleted file is evicted and its blocks are freed under a pinned page; fixed in Linux 6.15" },
	{ 0 },
};
static const struct check_case case_r10 = {
	.id = "R10",
	.statement =
		"the last close of a deleted file waits until none of its pages is pinned",
	.reference = "dax_break_layout_final in fs/dax.c",
	.proof =
		"kernel: fails before 6.15; control: fails on the page cache, which need not wait",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 20,
	.fs = "ext4 xfs",
	.known = known_r10,
	.dax_only = true,
	.run = r10,
};
REGISTER(check_case, case_r10);

// R11: a child waits in ftruncate as in R8 and gets a signal whose handler does
// not ask for a restart. It must come back with EINTR, and the file be whole;
// without the pin the same call succeeds.
static void nothing(int sig ATTR_UNUSED)
{
}

noreturn static void interrupted(struct check *k, int told)
{
	const struct sigaction act = { .sa_handler = nothing };
	char code;

	(void)sigaction(SIGUSR1, &act, NULL);
	if (write(told, "x", 1) != 1)
		_exit(1);
	code = (char)(ftruncate(k->fd, 0) < 0 ? errno : 0);
	_exit(write(told, &code, 1) != 1);
}

static void r11(struct check *k)
{
	unsigned char *model = kit_memory(k, k->pmd);
	const struct pin p = pin_page(k, 1, 0);
	int told[2];
	char code = 0;

	kit_pattern(model, k->pmd, 0, 1);
	NEED(k, pipe(told) == 0, "pipe");
	pid_t pid = fork();
	NEED(k, pid >= 0, "fork");
	if (pid == 0)
		interrupted(k, told[1]);
	struct pollfd end = { .fd = told[0], .events = POLLIN };
	NEED(k, read(told[0], &code, 1) == 1, "read of a pipe");
	EXPECT(k, poll(&end, 1, WATCH_MS) == 0,
	       "ftruncate did not wait for the pinned page");
	NEED(k, kill(pid, SIGUSR1) == 0, "kill");
	if (poll(&end, 1, 10 * WATCH_MS) == 0) {
		pin_close(&p);
		check_fail(
			k,
			"a signal does not end the wait for a pinned page: the process cannot be stopped");
	}
	NEED(k, read(told[0], &code, 1) == 1, "read of a pipe");
	EXPECT(k, code == EINTR, "the interrupted ftruncate: %s, not %s",
	       code ? strerror(code) : "done", strerror(EINTR));
	kit_model(k, "an interrupted ftruncate", k->fd, p.map, model, k->pmd);
	pin_close(&p);
	NEED(k, waitpid(pid, NULL, 0) == pid, "waitpid");
	kit_size(k, k->fd, 0);
}
static const struct check_case case_r11 = {
	.id = "R11",
	.statement =
		"a signal ends the wait for a pinned page, with EINTR and the file whole",
	.reference = "signal(7); dax_break_layout in fs/dax.c",
	.proof = "control: fails on the page cache, which does not wait",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 20,
	.kernel = KERNEL(4, 19),
	.fs = "ext4 xfs",
	.dax_only = true,
	.run = r11,
};
REGISTER(check_case, case_r11);
