// SPDX-License-Identifier: MIT
// daxdev.h in a build without libdaxctl.
#include "platform/daxdev.h"

static const char source[] = "libdaxctl";
static const char reason[] = "built without libdaxctl";

void daxdev_facts(struct facts *f, const struct sysroot *sr)
{
	(void)sr;
	facts_unknown(f, "dax", source, FACT_UNSUPPORTED, "%s", reason);
}

void daxdev_of_node(struct facts *f, const struct sysroot *sr, unsigned major,
		    unsigned minor)
{
	(void)sr;
	(void)major;
	(void)minor;
	facts_unknown(f, "daxdev", source, FACT_UNSUPPORTED, "%s", reason);
}
