// SPDX-License-Identifier: MIT
// A file of our own in a directory of a DAX file system.
//     daxbench run --target /mnt/pmem
// Refused, not used, where the file turns out to live in the page cache.
#include <errno.h>

#include "target/dirfile.h"

static int refuse(struct target *t, enum daxness dax, struct error *err)
{
	const char *options = facts_get_text(&t->facts, "mount.super_options");
	const char *fs = facts_get_text(&t->facts, "mount.fs_type");
	const char *source = facts_get_text(&t->facts, "mount.source");

	error_set(err, -EOPNOTSUPP,
		  "'%s' is not DAX: %s (%s on %s, options %s)", t->path,
		  dax == DAXNESS_NO
			  ? "a file made there goes through the page cache"
			  : "whether a file made there is DAX is not known",
		  fs ? fs : "unknown file system", source ? source : "unknown",
		  options ? options : "unknown");
	error_hint(
		err,
		"mount it with -o dax; if that fails or is ignored the namespace may be raw (ndctl list shows it, ndctl create-namespace -m fsdax makes one that can). To measure the page cache on purpose: --target control:%s",
		t->path);
	return -EOPNOTSUPP;
}

static int open_fsdax(struct target *t, const char *where, struct error *err)
{
	enum daxness dax;
	int rc = dirfile_open(t, where, &dax, err);

	if (rc < 0)
		return rc;
	return dax == DAXNESS_YES ? 0 : refuse(t, dax, err);
}

static const struct target_class target_fsdax = {
	.name = "fsdax",
	.summary = "a file on a DAX file system (--target DIR)",
	.open = open_fsdax,
	.prepare = dirfile_prepare,
	.another = dirfile_another,
	.share = dirfile_share,
};
REGISTER(target_class, target_fsdax);
