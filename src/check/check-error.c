// SPDX-License-Identifier: MIT
// Group X: what a mapping says when it cannot be served.
//     daxbench check --group X --dangerous
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/uapi.h"
#include "check/kit.h"

// X1: a file takes all free blocks. A store to a hole must then be SIGBUS;
// after room was made it works, and data of before is there.
static void x1(struct check *k)
{
	int full = kit_file(k), kept = kit_file(k);
	unsigned char *map, *model = kit_memory(k, k->pmd);
	bool bus = false;

	kit_fill(k, kept, 0, k->pmd, 1);
	kit_fsync(k, kept);
	kit_size(k, k->fd, 4 * k->pmd);
	map = kit_map(k, k->fd, 0, 4 * k->pmd);
	uint64_t taken = kit_take_all(k, full);
	while (pwrite(full, "x", 1, (off_t)taken) == 1)
		taken += k->page;
	NEED(k, errno == ENOSPC, "filling the file system");
	// A last few blocks may still come from what was set apart.
	for (uint64_t at = 0; at < 4 * k->pmd && !bus; at += k->page) {
		int code = kit_try_store(k, map + at, 1);

		bus = code != 0;
		EXPECT(k, code == 0 || code == BUS_ADRERR,
		       "SIGBUS code %d, not BUS_ADRERR", code);
	}
	EXPECT(k, bus, "every store to a hole of a full file system succeeded");
	kit_size(k, full, 0);
	kit_fsync(k, full);
	kit_no_bus(k, "though there is room again", map + 3 * k->pmd);
	kit_pattern(model, k->pmd, 0, 1);
	kit_model(k, "a full file system", kept, NULL, model, k->pmd);
}
static const struct check_case case_x1 = {
	.id = "X1",
	.statement =
		"a store to a hole of a full file system is SIGBUS, and works once there is room",
	.reference = "dax_fault_return in fs/dax.c; fallocate(2)",
	.proof =
		"none: no kernel on which it fails is known, and a fake would have to fill a file system",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 120,
	.danger = "fills the file system to the last block for some seconds",
	.run = x1,
};
REGISTER(check_case, case_x1);

// X8: MADV_POPULATE over the end of the file and on a mapping without the
// right ends with an error that says so, and without SIGBUS.
static void populate(struct check *k, const char *what, unsigned char *at,
		     uint64_t len, int advice, int want)
{
	int rc = madvise(at, len, advice) < 0 ? errno : 0;

	EXPECT(k, rc == want, "%s: %s, not %s", what,
	       rc ? strerror(rc) : "success",
	       want ? strerror(want) : "success");
}

static void x8(struct check *k)
{
	unsigned char *map, *readonly;

	kit_size(k, k->fd, k->page);
	map = kit_map(k, k->fd, 0, 3 * k->page);
	populate(k, "MADV_POPULATE_READ inside the file", map, k->page,
		 MADV_POPULATE_READ, 0);
	populate(k, "MADV_POPULATE_READ over the end", map, 3 * k->page,
		 MADV_POPULATE_READ, EFAULT);
	populate(k, "MADV_POPULATE_WRITE over the end", map, 3 * k->page,
		 MADV_POPULATE_WRITE, EFAULT);
	populate(k, "MADV_POPULATE_WRITE inside the file", map, k->page,
		 MADV_POPULATE_WRITE, 0);
	readonly = kit_map_with(k, &(struct kit_map){ .fd = k->fd,
						      .len = k->page,
						      .prot = PROT_READ });
	populate(k, "MADV_POPULATE_WRITE without PROT_WRITE", readonly, k->page,
		 MADV_POPULATE_WRITE, EINVAL);
}
static const struct check_case case_x8 = {
	.id = "X8",
	.statement =
		"MADV_POPULATE_READ and MADV_POPULATE_WRITE over the end of the file are EFAULT",
	.reference = "madvise(2); xfstests generic/743",
	.proof = "test: an ftruncate that rounds up (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_ANY,
	.limit = 10,
	.kernel = KERNEL(5, 14),
	.run = x8,
};
REGISTER(check_case, case_x8);
