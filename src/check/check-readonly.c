// SPDX-License-Identifier: MIT
// Group X: a file system that turns read-only under its users, or full.
//     daxbench vm -- check --case X10,X11 --dangerous
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/uapi.h"
#include "check/kit-alone.h"

// A mapping of data and hole of the file, opened anew for reading.
static const unsigned char *reader(struct check *k, int flags, int *ret_fd)
{
	*ret_fd = kit_open_again(k->fd, O_RDONLY);
	NEED(k, *ret_fd >= 0, "opening the file for reading");
	return kit_map_with(k, &(struct kit_map){ .fd = *ret_fd,
						  .len = 2 * k->pmd,
						  .prot = flags == MAP_PRIVATE
								  ? 0
								  : PROT_READ,
						  .flags = flags });
}

// X10: chunk 0 is data, chunk 1 a hole. With the writable mapping there the
// remount is EBUSY; without it reading mappings work, and private stores too.
static void x10_body(struct check *k)
{
	unsigned char *map, *private;
	const unsigned char *shared;
	int fd = kit_alone_file(k, 0), other, rc;

	(void)close(k->fd);
	k->fd = fd;
	kit_fill(k, fd, 0, k->pmd, 1);
	kit_size(k, fd, 2 * k->pmd);
	kit_fsync(k, fd);
	map = kit_map(k, fd, 0, 2 * k->pmd);
	kit_store(map, kit_byte(0, 1));
	(void)reader(k, MAP_SHARED, &other);
	k->fd = other;
	(void)close(fd);
	rc = kit_alone_remount_readonly();
	EXPECT(k, rc == EBUSY,
	       "remounting read-only under a writable mapping: %s, not EBUSY",
	       rc ? strerror(rc) : "done");
	kit_unmap(k, map, 2 * k->pmd);
	rc = kit_alone_remount_readonly();
	EXPECT(k, rc == 0, "remounting read-only: %s", strerror(rc));
	shared = reader(k, MAP_SHARED, &fd);
	private = (unsigned char *)(uintptr_t)reader(k, MAP_PRIVATE, &fd);
	EXPECT(k, !kit_try_load(k, shared) && !kit_try_load(k, shared + k->pmd),
	       "SIGBUS by a load on a read-only file system");
	EXPECT(k, kit_load(shared) == kit_byte(0, 1), "the data changed");
	EXPECT(k,
	       !kit_try_store(k, private, 7) &&
		       !kit_try_store(k, private + k->pmd, 7),
	       "SIGBUS by a private store on a read-only file system");
	EXPECT(k, kit_load(shared) == kit_byte(0, 1),
	       "a private store reached the file");
	rc = kit_open_again(fd, O_RDWR);
	EXPECT(k, rc < 0 && errno == EROFS, "opening for writing: %s",
	       rc < 0 ? strerror(errno) : "done");
}

static void x10(struct check *k)
{
	kit_alone(k, &(struct kit_alone){ .body = x10_body });
}
static const struct check_case case_x10 = {
	.id = "X10",
	.statement =
		"a writable mapping keeps a file system from turning read-only; once it has, loads and private stores work",
	.reference = "mount(2), EBUSY; xfstests generic/452; fd96b8da68d3",
	.proof = "test: a remount that does nothing (vm-injected)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 60,
	.danger =
		"unmounts the file system, makes it read-only, and mounts it again",
	.dax_only = true,
	.run = x10,
};
REGISTER(check_case, case_x10);

// X11: everything is taken; then each way to allocate must say ENOSPC, a hole
// still reads zero, and with room again the same write works.
static void x11(struct check *k)
{
	unsigned char *buf = kit_memory(k, k->pmd), *map;
	int full = kit_file(k), kept = kit_file(k);
	ssize_t n = 1;

	kit_fill(k, kept, 0, k->pmd, 1);
	kit_fsync(k, kept);
	kit_size(k, k->fd, 4 * k->pmd);
	map = kit_map(k, k->fd, 0, 4 * k->pmd);
	(void)kit_take_all(k, full);
	// A last few blocks may still come from what was set apart.
	for (uint64_t at = 0; at < k->pmd && n > 0; at += k->page)
		n = pwrite(k->fd, "x", 1, (off_t)at);
	EXPECT(k, n < 0, "every write to a full file system succeeded");
	EXPECT(k, errno == ENOSPC, "a write to a full file system: %m");
	n = pwrite(k->fd, buf, k->pmd, (off_t)(2 * k->pmd));
	EXPECT(k, n < 0 ? errno == ENOSPC : (uint64_t)n < k->pmd,
	       "a write of a chunk to a full file system: %s",
	       n < 0 ? strerror(errno) : "done");
	if (k->set->kernel >= KERNEL(5, 14)) {
		int rc = madvise(map + 2 * k->pmd, k->pmd, MADV_POPULATE_WRITE)
				 ? errno
				 : 0;
		EXPECT(k, rc == EFAULT,
		       "MADV_POPULATE_WRITE of a hole: %s, not EFAULT",
		       rc ? strerror(rc) : "done");
	}
	kit_zero_range(k, "a hole of a full file system", k->fd, map,
		       3 * k->pmd, k->pmd);
	kit_size(k, full, 0);
	kit_fsync(k, full);
	kit_pwrite(k, k->fd, "y", 1, 3 * k->pmd);
	EXPECT(k, kit_load(map + 3 * k->pmd) == 'y',
	       "the write after there was room does not show in the mapping");
	kit_pattern(buf, k->pmd, 0, 1);
	kit_model(k, "after a full file system", kept, NULL, buf, k->pmd);
}
static const struct check_case case_x11 = {
	.id = "X11",
	.statement =
		"on a full file system write(2) is ENOSPC, a hole reads zero, and both recover",
	.reference = "write(2), ENOSPC; madvise(2)",
	.proof = "test: a pwrite that tells what it did not do (vm-injected)",
	.source = __FILE__,
	.variants = CHECK_ANY,
	.limit = 120,
	.danger = "fills the file system to the last block for some seconds",
	.run = x11,
};
REGISTER(check_case, case_x11);
