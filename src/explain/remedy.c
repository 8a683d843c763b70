// SPDX-License-Identifier: MIT
#include "explain/remedy.h"

#include <string.h>

#include "base/strbuf.h"

void remedy_layout(const struct scene *s, struct strbuf *out)
{
	unsigned long long pmd = s->geo.pmd_bytes;
	unsigned long long blocks = s->block_bytes ? pmd / s->block_bytes : 0;
	const char *fs = s->fs_type ? s->fs_type : "";

	if (strcmp(fs, "ext4") == 0)
		strbuf_printf(
			out,
			"make the file system with mkfs.ext4 -E stride=%llu,stripe_width=%llu, then copy the file into one made by fallocate",
			blocks, blocks);
	else if (strcmp(fs, "xfs") == 0)
		strbuf_printf(
			out,
			"set the extent size hint on its directory with xfs_io -c 'extsize %llu' DIR (or make the file system with mkfs.xfs -d su=%llu,sw=1), then copy the file into one made there by fallocate",
			pmd, pmd);
	else
		strbuf_printf(
			out,
			"copy the file into one made by fallocate on ext4 or XFS with blocks aligned to %llu bytes",
			pmd);
}
