// SPDX-License-Identifier: MIT
// Group E: writes that grow a file and are cut off.
//     daxbench check --case E9
#include <errno.h>
#include <fcntl.h>
#include <linux/fiemap.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check/kit.h"
#include "target/extents.h"

#define ROUNDS 12
#define LATEST_MS 60

// On ext4 what lies behind the end may be set apart (unwritten), not written:
// e2fsck calls that an error. XFS leaves written blocks there.
static void within_end(struct check *k, const char *what)
{
	cleanup_extents struct extents e = { 0 };
	struct error err = { 0 };
	struct stat st;

	// Blocks that are only promised have no place yet.
	kit_fsync(k, k->fd);
	NEED(k, fstat(k->fd, &st) == 0, "fstat");
	if (extents_read(&e, k->fd, &err) < 0)
		check_skip(k, "%s", err.text);
	uint64_t end = ((uint64_t)st.st_size + k->page - 1) / k->page * k->page;
	for (size_t i = 0; i < e.n; i++) {
		uint64_t past = e.v[i].logical + e.v[i].len;

		if (k->set->page_cache || strcmp(k->set->fs, "ext4") != 0)
			break;
		EXPECT(k, past <= end || e.v[i].flags & FIEMAP_EXTENT_UNWRITTEN,
		       "%s: the file ends at %llu, and blocks up to %llu are written",
		       what, (unsigned long long)st.st_size,
		       (unsigned long long)past);
	}
	uint64_t grown = end + 2 * k->pmd;
	kit_size(k, k->fd, grown);
	unsigned char *map = kit_map(k, k->fd, 0, grown);
	kit_zero_range(k, what, k->fd, map, (uint64_t)st.st_size,
		       grown - (uint64_t)st.st_size);
	kit_drop(k, map, grown);
}

// The buffer ends inside of the write.
static void cut_by_buffer(struct check *k)
{
	unsigned char *buf = kit_memory(k, 4 * k->pmd);

	kit_pattern(buf, k->pmd, 0, 1);
	NEED(k, mprotect(buf + k->pmd, 3 * k->pmd, PROT_NONE) == 0, "mprotect");
	ssize_t n = pwrite(k->fd, buf, 4 * k->pmd, 0);
	EXPECT(k, n < 0 ? errno == EFAULT : (uint64_t)n <= k->pmd,
	       "a write from memory that ends after %llu bytes: %zd",
	       (unsigned long long)k->pmd, n);
	within_end(k, "a write cut off by its buffer, and growth");
}

static void cut_by_kill(struct check *k, unsigned char *buf, uint64_t len,
			int ms)
{
	pid_t pid = fork();

	NEED(k, pid >= 0, "fork");
	for (uint64_t at = 0; pid == 0 && at < 8 * len; at += len)
		if (pwrite(k->fd, buf, len, (off_t)at) < 0)
			_exit(1);
	if (pid == 0)
		_exit(0);
	(void)poll(NULL, 0, ms);
	(void)kill(pid, SIGKILL);
	NEED(k, waitpid(pid, NULL, 0) == pid, "waitpid");
	within_end(k, "a write cut off by SIGKILL, and growth");
}

// E9: once from a buffer that cannot be read to its end, then by a process that
// is killed at random times.
static void e9(struct check *k)
{
	const uint64_t len = 16 * k->pmd;
	unsigned char *buf = kit_memory(k, len);

	cut_by_buffer(k);
	kit_pattern(buf, len, 0, 1);
	for (unsigned i = 0; i < ROUNDS; i++) {
		kit_size(k, k->fd, 0);
		cut_by_kill(k, buf, len, (int)rng_below(&k->rng, LATEST_MS));
	}
}
static const struct check_known known_e9[] = {
	{ KERNEL(4, 10), KERNEL(6, 13), "ext4", "blocks up to",
	  "a DAX write that ends early leaves written blocks past the end of the file, which e2fsck calls an error; fixed in Linux 6.13 (fixes 776722e85d3b)" },
	{ 0 },
};
static const struct check_case case_e9 = {
	.id = "E9",
	.statement =
		"a growing write that is cut off leaves nothing past the end of the file: no bytes when it grows, and on ext4 no written block",
	.reference =
		"'ext4: dax: fix overflowing extents beyond inode size when partially writing', fixes 776722e85d3b",
	.proof = "test: an fstat that tells half of the size (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_ANY,
	.limit = 60,
	.known = known_e9,
	.run = e9,
};
REGISTER(check_case, case_e9);
