// SPDX-License-Identifier: MIT
// Group T, continued: a store that no fault announced is one that the next
// fsync leaves out. Whatever was done between, the first store to a cleaned
// page takes a fault.
//     daxbench check --case T11,T12,T13
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/plural.h"
#include "base/strbuf.h"
#include "base/sysroot.h"
#include "base/uapi.h"
#include "check/kit.h"

// Fails if a store to `at` goes unnoticed.
static void tracked(struct check *k, const char *after, unsigned char *at)
{
	uint64_t n = kit_store_faults(k, at, 7);

	EXPECT(k, n >= 1,
	       "the first store after %s took no fault: the next fsync leaves it out",
	       after);
	n = kit_store_faults(k, at, 8);
	EXPECT(k, n == 0, "%llu fault%s for a second store after %s",
	       (unsigned long long)n, plural(n), after);
}

// T11: every call that synchronises, also part of a chunk, also by another
// descriptor or process.
static void sync_other_fd(struct check *k)
{
	int fd = kit_open_again(k->fd, O_RDONLY);

	NEED(k, fd >= 0, "open of the file again");
	kit_fsync(k, fd);
	(void)close(fd);
}

static void sync_child(struct check *k)
{
	int status;
	pid_t pid = fork();

	NEED(k, pid >= 0, "fork");
	if (pid == 0)
		_exit(fsync(k->fd) != 0);
	NEED(k, waitpid(pid, &status, 0) == pid && status == 0,
	     "fsync by a child");
}

static void t11(struct check *k)
{
	const unsigned all = SYNC_FILE_RANGE_WAIT_BEFORE |
			     SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
	unsigned char *map, *at;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 2);
	map = kit_map(k, k->fd, 0, 2 * k->pmd);
	kit_touch(k, map, true);
	at = map + 9 * k->page;
	kit_store(at, 1);
	NEED(k, msync(at, k->page, MS_SYNC) == 0, "msync");
	tracked(k, "msync of its page", at);
	NEED(k, msync(map + 8 * k->page, 3 * k->page, MS_SYNC) == 0, "msync");
	tracked(k, "msync of the pages around", at);
	NEED(k, fdatasync(k->fd) == 0, "fdatasync");
	tracked(k, "fdatasync", at);
	NEED(k,
	     sync_file_range(k->fd, (off_t)(9 * k->page), (off_t)k->page,
			     all) == 0,
	     "sync_file_range");
	tracked(k, "sync_file_range of its page", at);
	sync_other_fd(k);
	tracked(k, "fsync of another descriptor", at);
	sync_child(k);
	tracked(k, "fsync by a child", at);
	NEED(k, syncfs(k->fd) == 0, "syncfs");
	tracked(k, "syncfs", at);
}
static const struct check_case case_t11 = {
	.id = "T11",
	.statement =
		"every call that synchronises cleans what it covers, part of a chunk too, and from any descriptor or process",
	.reference =
		"dax_writeback_mapping_range in fs/dax.c; msync(2), syncfs(2)",
	.proof = "test: an msync that does nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 20,
	.run = t11,
};
REGISTER(check_case, case_t11);

// T12: what is done to a clean mapping does not make it writable.
static unsigned char *clean(struct check *k)
{
	unsigned char *map = kit_map(k, k->fd, 0, k->pmd);

	kit_store(map + k->page, 1);
	kit_fsync(k, k->fd);
	return map;
}

static void protect(struct check *k, unsigned char *map, int prot)
{
	NEED(k, mprotect(map, k->pmd, prot) == 0, "mprotect");
}

static void t12(struct check *k)
{
	unsigned char *map, *room;
	int status;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	map = clean(k);
	protect(k, map, PROT_READ);
	protect(k, map, PROT_READ | PROT_WRITE);
	tracked(k, "mprotect to read-only and back", map + k->page);
	// Dirty when it was made read-only.
	protect(k, map, PROT_READ);
	kit_fsync(k, k->fd);
	protect(k, map, PROT_READ | PROT_WRITE);
	tracked(k, "fsync while it was read-only", map + k->page);
	kit_drop(k, map, k->pmd);

	map = clean(k);
	protect(k, map, PROT_NONE);
	protect(k, map, PROT_READ | PROT_WRITE);
	(void)kit_load(map + k->page);
	tracked(k, "mprotect to nothing and back", map + k->page);
	kit_drop(k, map, k->pmd);

	map = clean(k);
	room = kit_map(k, k->fd, 0, k->pmd);
	NEED(k,
	     mremap(map, k->pmd, k->pmd, MREMAP_MAYMOVE | MREMAP_FIXED, room) ==
		     room,
	     "mremap");
	tracked(k, "mremap to another place", room + k->page);
	kit_drop(k, room, k->pmd);

	map = clean(k);
	(void)madvise(map, k->pmd, MADV_WILLNEED);
	(void)madvise(map, k->pmd, MADV_POPULATE_READ);
	tracked(k, "MADV_POPULATE_READ", map + k->page);
	kit_fsync(k, k->fd);
	NEED(k, mlock(map, k->page) == 0 || errno == EPERM || errno == ENOMEM,
	     "mlock");
	(void)munlock(map, k->page);
	tracked(k, "mlock and munlock", map + k->page);
	kit_fsync(k, k->fd);
	pid_t pid = fork();
	NEED(k, pid >= 0, "fork");
	if (pid == 0)
		_exit(0);
	NEED(k, waitpid(pid, &status, 0) == pid, "waitpid");
	tracked(k, "fork", map + k->page);
}
static const struct check_case case_t12 = {
	.id = "T12",
	.statement =
		"a clean page stays write-protected through mprotect, mremap, populating, mlock and fork",
	.reference =
		"vma_wants_writenotify in mm/mmap.c; can_change_pmd_writable",
	.proof =
		"control: fails on tmpfs, which tracks no dirty pages; test: an fsync that does nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 20,
	.run = t12,
};
REGISTER(check_case, case_t12);

// T13: as T2, for mappings of every shape beside the one by PMD: parts of the
// chunk, another colour, another process.
static void t13_shape(struct check *k, const char *name,
		      const struct kit_map *shape, uint64_t offset)
{
	unsigned char *a, *b;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 2);
	a = kit_map(k, k->fd, 0, 2 * k->pmd);
	kit_touch(k, a, true);
	b = kit_map_with(k, shape);
	kit_store(b + offset, 1);
	kit_store(a + k->page, 2);
	kit_fsync(k, k->fd);
	tracked(k, name, b + offset);
	kit_fsync(k, k->fd);
	tracked(k, name, a + k->page);
	kit_drop(k, a, 2 * k->pmd);
	kit_drop(k, b, shape->len);
}

static void t13_process(struct check *k)
{
	int go[2], done[2], status;
	unsigned char *map, byte = 0;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	map = kit_map(k, k->fd, 0, k->pmd);
	kit_touch(k, map, true);
	NEED(k, pipe(go) == 0 && pipe(done) == 0, "pipe");
	pid_t pid = fork();
	NEED(k, pid >= 0, "fork");
	if (pid == 0) {
		struct kit_map page = { .fd = k->fd,
					.at = 3 * k->page,
					.len = k->page };
		unsigned char *own = kit_map_with(k, &page);

		kit_store(own, 1);
		if (write(done[1], &byte, 1) != 1 || read(go[0], &byte, 1) != 1)
			_exit(2);
		_exit(kit_store_faults(k, own, 2) == 0);
	}
	NEED(k, read(done[0], &byte, 1) == 1, "read of a pipe");
	kit_fsync(k, k->fd);
	NEED(k, write(go[1], &byte, 1) == 1, "write to a pipe");
	NEED(k, waitpid(pid, &status, 0) == pid && WIFEXITED(status),
	     "the other process");
	EXPECT(k, WEXITSTATUS(status) != 1,
	       "the first store by another process after fsync took no fault: the next fsync leaves it out");
}

static void t13(struct check *k)
{
	const uint64_t g = k->page, half = k->pmd / 2;
	const struct {
		const char *name;
		struct kit_map shape;
		uint64_t offset;
	} rows[] = {
		{ "fsync, through the second half of the chunk",
		  { .fd = k->fd, .at = half, .len = half },
		  5 * g },
		{ "fsync, through the first half of the chunk",
		  { .fd = k->fd, .len = half },
		  5 * g },
		{ "fsync, through a mapping that begins in the chunk and ends in the next",
		  { .fd = k->fd, .at = half, .len = k->pmd },
		  0 },
		{ "fsync, through a mapping of another colour",
		  { .fd = k->fd, .len = 2 * k->pmd, .shift = g },
		  k->pmd - g },
		{ "fsync, through PTEs at the same colour",
		  { .fd = k->fd, .len = k->pmd, .ptes = true },
		  k->pmd - g },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		t13_shape(k, rows[i].name, &rows[i].shape, rows[i].offset);
	t13_process(k);
}
static const struct check_known known_t13[] = {
	{ KERNEL(4, 10), KERNEL(5, 19), NULL, "took no fault",
	  "fsync leaves PTEs writable inside a PMD entry: silent loss of durability; fixed in Linux 5.19 by 06083a0921fd" },
	{ 0 },
};
static const struct check_case case_t13 = {
	.id = "T13",
	.statement =
		"fsync write-protects every mapping of a chunk, whatever its shape, colour and process",
	.reference = "06083a0921fd (fixes 4b4bb46d00b3); pfn_mkclean_range",
	.proof =
		"kernel: fails on 5.10; test: an fsync that does nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_PMD,
	.limit = 20,
	.known = known_t13,
	.run = t13,
};
REGISTER(check_case, case_t13);

// T7: the file system's own count of commits. A MAP_SYNC store that allocates
// must have been committed when it returns, one that does not has nothing to
// commit; without MAP_SYNC nobody commits.
static bool ext4_commits(struct check *k, unsigned long long *ret)
{
	cleanup_strbuf struct strbuf text = { 0 };
	cleanup_free char *link = NULL, *path = NULL;
	char name[300];
	struct stat st;

	NEED(k, fstat(k->fd, &st) == 0, "fstat");
	link = xasprintf("/sys/dev/block/%u:%u", major(st.st_dev),
			 minor(st.st_dev));
	ssize_t len = readlink(link, name, sizeof(name) - 1);
	if (len < 0)
		return false;
	name[len] = '\0';
	const char *device = strrchr(name, '/');
	path = xasprintf("/proc/fs/jbd2/%s-8/info", device ? device + 1 : name);
	return sysroot_read(NULL, path, &text) == 0 &&
	       sscanf(text.s, "%llu", ret) == 1;
}

// How often the log was forced, of all file systems of this type.
static bool xfs_commits(struct check *k ATTR_UNUSED, unsigned long long *ret)
{
	cleanup_strbuf struct strbuf text = { 0 };

	if (sysroot_read(NULL, "/proc/fs/xfs/stat", &text) < 0)
		return false;
	const char *line = strstr(text.s, "\nlog ");
	return line && sscanf(line, "\nlog %*u %*u %*u %llu", ret) == 1;
}

static uint64_t commits_of(struct check *k)
{
	unsigned long long n;
	bool xfs = strcmp(k->set->fs, "xfs") == 0;

	if (!(xfs ? xfs_commits : ext4_commits)(k, &n))
		check_skip(k, "needs the count of commits: %s",
			   xfs ? "/proc/fs/xfs/stat" : "/proc/fs/jbd2");
	return n;
}

// Commits while 16 pages of the mapping are stored to. The journal's own
// clock adds one now and then.
static uint64_t stores_commit(struct check *k, unsigned char *map)
{
	uint64_t before = commits_of(k);

	for (uint64_t i = 0; i < 16; i++)
		kit_store(map + i * k->page, (unsigned char)(i + 1));
	return commits_of(k) - before;
}

static void t7(struct check *k)
{
	const int sync = 0x03 | 0x80000; // MAP_SHARED_VALIDATE | MAP_SYNC
	struct kit_map m = {
		.fd = k->fd, .len = k->pmd, .flags = sync, .ptes = true
	};
	void *try = mmap(NULL, k->page, PROT_READ, sync, k->fd, 0);

	if (try == MAP_FAILED)
		check_skip(k, "needs MAP_SYNC: %m");
	for (int unwritten = 0; unwritten < 2; unwritten++) {
		kit_size(k, k->fd, 0);
		if (unwritten)
			kit_fallocate(k, k->fd, 0, 0, k->pmd);
		kit_size(k, k->fd, k->pmd);
		kit_fsync(k, k->fd);
		m.flags = sync;
		unsigned char *map = kit_map_with(k, &m);
		uint64_t n = stores_commit(k, map);
		EXPECT(k, n >= 16 || unwritten,
		       "%llu commits for 16 MAP_SYNC stores to a hole: they return before their blocks are durable",
		       (unsigned long long)n);
		EXPECT(k, n >= 1,
		       "no commit for 16 MAP_SYNC stores to unwritten blocks");
		n = stores_commit(k, map);
		EXPECT(k, n <= 2, "%llu commits for stores to dirty pages",
		       (unsigned long long)n);
		kit_drop(k, map, k->pmd);
		m.flags = MAP_SHARED;
		kit_size(k, k->fd, 0);
		kit_size(k, k->fd, k->pmd);
		map = kit_map_with(k, &m);
		n = stores_commit(k, map);
		EXPECT(k, n <= 2, "%llu commits for stores without MAP_SYNC",
		       (unsigned long long)n);
		kit_drop(k, map, k->pmd);
	}
}
static const struct check_case case_t7 = {
	.id = "T7",
	.statement =
		"a MAP_SYNC store that allocates commits the journal before it returns, no other store does",
	.reference = "dax_finish_sync_fault in fs/dax.c; mmap(2)",
	.proof =
		"control in the case: the same stores without MAP_SYNC commit nothing",
	.source = __FILE__,
	.variants = CHECK_ANY,
	.fs = "ext4 xfs",
	.kernel = KERNEL(4, 15),
	.limit = 30,
	.dax_only = true,
	.run = t7,
};
REGISTER(check_case, case_t7);
