// SPDX-License-Identifier: MIT
#include "run/partner.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "platform/path-facts.h"
#include "target/daxness.h"
#include "target/scratch.h"

static int refuse(const char *partner, const char *why, struct error *err)
{
	error_set(err, -EOPNOTSUPP, "--partner '%s' %s: no page is held there",
		  partner, why);
	error_hint(err, "give --partner a directory on a disk, not on DAX");
	return -EOPNOTSUPP;
}

static int look(const char *partner, const struct sysroot *sr,
		struct facts *found, struct error *err)
{
	cleanup_close int fd = -1;
	int rc = path_facts(found, sr, partner, err);

	if (rc == 0)
		rc = scratch_open(partner, &fd, err);
	if (rc < 0)
		return rc;
	const char *fs = facts_get_text(found, "mount.fs_type");
	if (daxness_probe(fd, sr, found) == DAXNESS_YES)
		return refuse(partner, "is DAX, where direct I/O copies", err);
	if (fs && (strcmp(fs, "tmpfs") == 0 || strcmp(fs, "ramfs") == 0))
		return refuse(partner, "is in memory, where a write copies",
			      err);
	return 0;
}

int partner_know(const struct run_plan *plan, const struct sysroot *sr,
		 struct facts *facts, struct error *err)
{
	struct facts found = { 0 };

	if (!plan->engine->partner)
		return 0;
	if (!plan->partner) {
		error_set(err, -EOPNOTSUPP,
			  "engine '%s' needs a second directory, on a disk",
			  plan->engine->name);
		error_hint(err, "name it by --partner DIR");
		return -EOPNOTSUPP;
	}
	int rc = look(plan->partner, sr, &found, err);
	facts_append(facts, "partner.", &found);
	facts_release(&found);
	return rc;
}
