// SPDX-License-Identifier: MIT
// The control: the same file, but in the page cache. What fails here too is
// no fault of DAX. Never taken unasked.
//     daxbench run --target control:/var/tmp
#include <errno.h>

#include "target/dirfile.h"

static int open_control(struct target *t, const char *where, struct error *err)
{
	enum daxness dax;
	int rc = dirfile_open(t, where, &dax, err);

	if (rc < 0)
		return rc;
	if (dax != DAXNESS_YES)
		return 0;
	error_usage(err, "'%s' is DAX: it cannot be the control", where);
	error_hint(err,
		   "use --target %s, or a directory that is not on a DAX mount",
		   where);
	return -EINVAL;
}

static const struct target_class target_control = {
	.name = "control",
	.summary = "a page-cache file, to compare with (--target control:DIR)",
	.prefix = "control:",
	.open = open_control,
	.prepare = dirfile_prepare,
	.another = dirfile_another,
	.share = dirfile_share,
};
REGISTER(target_class, target_control);
