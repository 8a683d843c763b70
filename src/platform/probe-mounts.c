// SPDX-License-Identifier: MIT
// The file systems that are mounted so that a file may have DAX.
#include "platform/mounts.h"
#include "platform/platform.h"
#include "platform/sysfact.h"

#include "base/alloc.h"

static void collect(struct facts *f, const struct sysroot *sr)
{
	cleanup_free const struct mount **proposed = NULL;
	cleanup_mounts struct mounts m = { 0 };
	int rc = mounts_read(&m, sr);

	if (rc < 0) {
		sysfact_errno(f, "dax_mount", sr, MOUNTS_PATH, rc);
		return;
	}
	size_t n = mounts_propose_dax(&m, &proposed);
	for (size_t i = 0; i < n; i++) {
		cleanup_free char *key = xasprintf("dax_mount.%zu", i);

		facts_textf(f, key, MOUNTS_PATH, "%s (%s, dax=%s, %s)",
			    proposed[i]->point, proposed[i]->fs_type,
			    mount_dax_option(proposed[i]), proposed[i]->source);
	}
	if (!n)
		facts_unknown(f, "dax_mount", MOUNTS_PATH, FACT_ABSENT,
			      "nothing is mounted with a dax option");
}

static const struct probe mounts = {
	.name = "mounts",
	.summary = "file systems mounted so that files may have DAX",
	.order = 75,
	.collect = collect,
};
REGISTER(probe, mounts);
