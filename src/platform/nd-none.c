// SPDX-License-Identifier: MIT
// nd.h in a build without libndctl.
#include "platform/nd.h"

static const char source[] = "libndctl";
static const char reason[] = "built without libndctl";

void nd_facts(struct facts *f, const struct sysroot *sr)
{
	(void)sr;
	facts_unknown(f, "nd", source, FACT_UNSUPPORTED, "%s", reason);
}

void nd_namespace_of_block(struct facts *f, const struct sysroot *sr,
			   const char *disk)
{
	(void)sr;
	(void)disk;
	facts_unknown(f, "namespace", source, FACT_UNSUPPORTED, "%s", reason);
}
