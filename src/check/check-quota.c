// SPDX-License-Identifier: MIT
// Group X: blocks that somebody may not have.
//     daxbench vm --fs xfs -- check --case X2 --dangerous
#include <errno.h>
#include <linux/dqblk_xfs.h>
#include <signal.h>
#include <string.h>
#include <sys/quota.h>
#include <unistd.h>

#include "base/sigbus.h"
#include "check/kit-alone.h"

// Of nobody, so that nothing else is charged to it.
#define OWNER 4711

static int limit_to(uint64_t bytes)
{
	struct fs_disk_quota q = {
		.d_version = FS_DQUOT_VERSION,
		.d_flags = FS_USER_QUOTA,
		.d_fieldmask = FS_DQ_BSOFT | FS_DQ_BHARD,
		.d_id = OWNER,
		.d_blk_hardlimit = bytes / 512,
		.d_blk_softlimit = bytes / 512,
	};

	return quotactl(QCMD(Q_XSETQLIM, USRQUOTA), kit_alone_device(), OWNER,
			(void *)&q) < 0
		       ? errno
		       : 0;
}

// X2: chunk 0 is written, then the owner of the file may have half a chunk
// more. Stores to the holes behind it: PTEs for a while, then SIGBUS; write(2)
// says EDQUOT. With a wider limit both work, and no byte is lost.
static void x2_body(struct check *k)
{
	unsigned char *model = kit_memory(k, k->pmd), *map;
	uint64_t at = k->pmd;
	int code = 0;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	kit_fill(k, k->fd, 0, k->pmd, 1);
	kit_size(k, k->fd, 4 * k->pmd);
	NEED(k, fchown(k->fd, OWNER, (gid_t)-1) == 0, "fchown");
	kit_fsync(k, k->fd);
	int rc = limit_to(k->pmd + k->pmd / 2);
	if (rc)
		check_skip(k, "needs quotas: %s", strerror(rc));
	map = kit_map(k, k->fd, 0, 4 * k->pmd);
	kit_touch(k, map, true);
	for (; at < 4 * k->pmd && !code; at += code ? 0 : k->page)
		code = kit_try_store(k, map + at, kit_byte(at, 2));
	EXPECT(k, code != 0, "stores to %llu bytes over the quota succeeded",
	       (unsigned long long)(at - k->pmd - k->pmd / 2));
	EXPECT(k, code == BUS_ADRERR, "SIGBUS is %s, not BUS_ADRERR",
	       sigbus_code_name(code));
	EXPECT(k, at > k->pmd && at <= k->pmd + k->pmd / 2,
	       "SIGBUS after %llu bytes, and %llu were left",
	       (unsigned long long)(at - k->pmd),
	       (unsigned long long)(k->pmd / 2));
	ssize_t n = pwrite(k->fd, "x", 1, (off_t)(3 * k->pmd));
	EXPECT(k, n < 0 && errno == EDQUOT, "write over the quota: %s, not %s",
	       n < 0 ? strerror(errno) : "done", strerror(EDQUOT));
	NEED(k, limit_to(64 * k->pmd) == 0, "quotactl");
	kit_no_bus(k, "though the quota is wider", map + at);
	kit_pwrite(k, k->fd, "x", 1, 3 * k->pmd);
	for (uint64_t i = k->pmd; i < at; i += k->page)
		EXPECT(k, kit_load(map + i) == kit_byte(i, 2),
		       "the store at %llu, within the quota, is lost",
		       (unsigned long long)i);
	kit_pattern(model, k->pmd, 0, 1);
	kit_model(k, "a quota was reached", k->fd, map, model, k->pmd);
}

static void x2(struct check *k)
{
	kit_alone(k, &(struct kit_alone){ .body = x2_body,
					  .options = "dax,uquota" });
}
static const struct check_case case_x2 = {
	.id = "X2",
	.statement =
		"a store to a hole over the quota is SIGBUS, write(2) EDQUOT, and both work once the quota is wider",
	.reference = "quotactl(2); dax_fault_return in fs/dax.c",
	.proof = "test: a quotactl that sets no limit (vm-injected)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 60,
	.fs = "xfs",
	.danger =
		"unmounts the file system, mounts it with user quotas and then as it was; files that hold the quotas stay in it",
	.dax_only = true,
	.run = x2,
};
REGISTER(check_case, case_x2);
