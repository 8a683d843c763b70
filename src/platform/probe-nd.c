// SPDX-License-Identifier: MIT
// NVDIMM buses, regions and namespaces.
#include "platform/nd.h"
#include "platform/platform.h"

static const struct probe nd = {
	.name = "nd",
	.summary = "NVDIMM buses, regions and namespaces",
	.order = 80,
	.collect = nd_facts,
};
REGISTER(probe, nd);
