// SPDX-License-Identifier: MIT
// Group S: what the kernel says about a file being DAX.
//     daxbench check --group S
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/uapi.h"
#include "check/kit.h"

#define ATTR_MOUNT_ROOT 0x00002000

// S1: the flag of a regular file, of which statx must say that it knows it,
// against what only DAX can show: a hole that one load maps whole.
static void s1(struct check *k)
{
	struct statx st;
	unsigned char *map;

	NEED(k, statx(k->fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &st) == 0,
	     "statx");
	bool said = st.stx_attributes & STATX_ATTR_DAX;
	EXPECT(k, st.stx_attributes_mask & STATX_ATTR_DAX || k->set->page_cache,
	       "STATX_ATTR_DAX is not in the mask%s",
	       st.stx_attributes & ATTR_MOUNT_ROOT
		       ? "; the bit of STATX_ATTR_MOUNT_ROOT is set instead"
		       : "");
	EXPECT(k, !(st.stx_attributes & ATTR_MOUNT_ROOT),
	       "a file claims to be the root of a mount");
	kit_size(k, k->fd, k->pmd);
	map = kit_map(k, k->fd, 0, k->pmd);
	(void)kit_load(map);
	bool is = kit_witness(k, map) == PAGE_SIZE_PMD;
	EXPECT(k, said == is, "statx says %s, a load of a hole shows %s",
	       said ? "DAX" : "no DAX", is ? "DAX" : "no DAX");
}
static const struct check_known known_s1[] = {
	{ KERNEL(5, 8), KERNEL(5, 10), NULL, "MOUNT_ROOT",
	  "STATX_ATTR_DAX had the bit of STATX_ATTR_MOUNT_ROOT; fixed in Linux 5.10 by 72d1249e2ffd" },
	{ 0 },
};
static const struct check_case case_s1 = {
	.id = "S1",
	.statement =
		"STATX_ATTR_DAX is known to the kernel and equals what the file is",
	.reference = "statx(2); 72d1249e2ffd; xfstests generic/606",
	.proof = "test: a statx that turns the bit around (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_ANY,
	.limit = 10,
	.kernel = KERNEL(5, 8),
	.known = known_s1,
	.run = s1,
};
REGISTER(check_case, case_s1);
