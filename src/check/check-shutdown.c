// SPDX-License-Identifier: MIT
// Groups T and X: what is left of a file system that ends without writing its
// log, as after a loss of power.
//     daxbench vm -- check --case T5,T10,X7 --dangerous
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/sigbus.h"
#include "base/uapi.h"
#include "check/kit-alone.h"

#define DANGER                                                                 \
	"unmounts the file system, shuts it down as if the power had failed, and mounts it again: what was not synced is lost"

// The file must hold generation 1 of [0, len).
static void survived(struct check *k, const char *what, int fd, uint64_t len)
{
	unsigned char *got = kit_memory(k, len), *want = kit_memory(k, len);
	struct stat st;

	EXPECT(k, fd >= 0, "%s: the file is gone after the shutdown", what);
	NEED(k, fstat(fd, &st) == 0, "fstat");
	EXPECT(k, (uint64_t)st.st_size >= len,
	       "%s: %llu of %llu bytes are left after the shutdown", what,
	       (unsigned long long)st.st_size, (unsigned long long)len);
	EXPECT(k, st.st_blocks > 0, "%s: no blocks are left after the shutdown",
	       what);
	kit_pread(k, fd, got, len, 0);
	kit_pattern(want, len, 0, 1);
	kit_same(k, what, got, want, len, 0);
}

// A control that lost nothing says that the shutdown lost nothing.
static void control_lost(struct check *k, int fd, uint64_t len)
{
	unsigned char *got = kit_memory(k, len), *want = kit_memory(k, len);

	if (fd < 0)
		return;
	kit_pattern(want, len, 0, 1);
	if (pread(fd, got, len, 0) == (ssize_t)len &&
	    memcmp(got, want, len) == 0)
		check_broken(
			k,
			"what was never synced survived too: the shutdown shows nothing");
}

// T5: stores to holes through a MAP_SYNC mapping, no fsync and no msync; then,
// as the control, stores to the holes of another file through a plain mapping.
// After the shutdown blocks and data of the first are there.
static void t5_body(struct check *k)
{
	int fd = kit_alone_file(k, 0), control = kit_alone_file(k, 1);
	struct kit_map sync = { .fd = fd,
				.len = k->pmd,
				.flags = MAP_SHARED_VALIDATE | MAP_SYNC };
	unsigned char *map;

	kit_size(k, fd, k->pmd);
	kit_size(k, control, k->pmd);
	kit_fsync(k, control);
	void *probe =
		mmap(NULL, k->pmd, PROT_READ | PROT_WRITE, sync.flags, fd, 0);
	if (probe == MAP_FAILED && errno == EOPNOTSUPP)
		check_skip(k, "needs MAP_SYNC, which this memory has not");
	NEED(k, probe != MAP_FAILED, "mmap with MAP_SYNC");
	kit_unmap(k, probe, k->pmd);
	map = kit_map_with(k, &sync);
	kit_store(map, kit_byte(0, 1));
	if (kit_witness(k, map) !=
	    (k->variant == CHECK_PMD ? PAGE_SIZE_PMD : PAGE_SIZE_PTE))
		check_skip(k, "the file system gave other blocks: mapped by %s",
			   page_size_name(kit_witness(k, map)));
	kit_pattern(map, k->pmd, 0, 1);
	kit_pattern(kit_map(k, control, 0, k->pmd), k->pmd, 0, 1);
	kit_alone_shutdown(k);
}

static void t5_after(struct check *k, const int *fds)
{
	survived(k, "stores through MAP_SYNC", fds[0], k->pmd);
	control_lost(k, fds[1], k->pmd);
}

static void t5(struct check *k)
{
	kit_alone(k, &(struct kit_alone){ .body = t5_body, .after = t5_after });
}
static const struct check_case case_t5 = {
	.id = "T5",
	.statement =
		"a store through MAP_SYNC has its blocks on the device when it returns: they survive a shutdown without fsync",
	.reference = "mmap(2), MAP_SYNC; xfstests generic/470",
	.proof =
		"test: an mmap that leaves MAP_SYNC out (vm-injected); the case holds a control without MAP_SYNC, which must lose its data",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 60,
	.kernel = KERNEL(4, 15),
	.fs = "ext4 xfs",
	.danger = DANGER,
	.dax_only = true,
	.run = t5,
};
REGISTER(check_case, case_t5);

// T10: O_DSYNC, RWF_DSYNC and fsync, each on a new file, the control last.
enum { T10_LEN = 3 * 4096 + 5 };

static void t10_body(struct check *k)
{
	unsigned char *buf = kit_memory(k, T10_LEN);
	struct iovec v = { buf, T10_LEN };
	int fds[ALONE_FILES];

	kit_pattern(buf, T10_LEN, 0, 1);
	for (unsigned i = 0; i < ALONE_FILES; i++)
		fds[i] = kit_alone_file(k, i);
	// Status flags are those of an open, not of a file.
	int dsync = kit_open_again(fds[0], O_WRONLY | O_DSYNC);
	NEED(k, dsync >= 0, "open of the file again");
	kit_pwrite(k, dsync, buf, T10_LEN, 0);
	ssize_t n = pwritev2(fds[1], &v, 1, 0, RWF_DSYNC);
	NEED(k, n == T10_LEN, "pwritev2 with RWF_DSYNC");
	kit_pwrite(k, fds[2], buf, T10_LEN, 0);
	kit_fsync(k, fds[2]);
	kit_pwrite(k, fds[3], buf, T10_LEN, 0);
	kit_alone_shutdown(k);
}

static void t10_after(struct check *k, const int *fds)
{
	survived(k, "a write by O_DSYNC", fds[0], T10_LEN);
	survived(k, "a write with RWF_DSYNC", fds[1], T10_LEN);
	survived(k, "a write and fsync", fds[2], T10_LEN);
	control_lost(k, fds[3], T10_LEN);
}

static void t10(struct check *k)
{
	kit_alone(k,
		  &(struct kit_alone){ .body = t10_body, .after = t10_after });
}
static const struct check_case case_t10 = {
	.id = "T10",
	.statement =
		"what was written by O_DSYNC, with RWF_DSYNC or before fsync survives a shutdown",
	.reference = "open(2), O_DSYNC; pwritev2(2); fsync(2)",
	.proof =
		"test: an fsync that does nothing (vm-injected); the case holds a control without fsync, which must lose its data",
	.source = __FILE__,
	.variants = CHECK_ANY,
	.limit = 60,
	.kernel = KERNEL(4, 16),
	.fs = "ext4 xfs",
	.danger = DANGER,
	.dax_only = true,
	.run = t10,
};
REGISTER(check_case, case_t10);

// X7: a page that msync cleaned and write-protected; after the shutdown a store
// to it must ask the file system, which says no. Nothing may hang or oops.
static void x7_body(struct check *k)
{
	unsigned char *map;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	map = kit_map(k, k->fd, 0, k->pmd);
	kit_touch(k, map, true);
	NEED(k, msync(map, k->pmd, MS_SYNC) == 0, "msync");
	kit_alone_shutdown(k);
	int code = kit_try_store(k, map, 2);
	EXPECT(k, code != 0,
	       "a store to a write-protected page succeeded after the shutdown");
	EXPECT(k, code == BUS_ADRERR, "SIGBUS is %s, not BUS_ADRERR",
	       sigbus_code_name(code));
	ssize_t n = pwrite(k->fd, "x", 1, 0);
	EXPECT(k, n < 0 && (errno == EIO || errno == ENODEV),
	       "write after the shutdown: %s",
	       n < 0 ? strerror(errno) : "done");
}

static void x7(struct check *k)
{
	kit_alone(k, &(struct kit_alone){ .body = x7_body });
}
static const struct check_case case_x7 = {
	.id = "X7",
	.statement =
		"after a shutdown of the file system a store to a clean page is SIGBUS, and a write EIO",
	.reference = "xfstests generic/623",
	.proof = "test: a shutdown that does nothing (vm-injected)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 60,
	.fs = "ext4 xfs",
	.danger = DANGER,
	.dax_only = true,
	.run = x7,
};
REGISTER(check_case, case_x7);
