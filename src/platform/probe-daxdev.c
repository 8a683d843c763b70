// SPDX-License-Identifier: MIT
// Device-dax instances.
#include "platform/daxdev.h"
#include "platform/platform.h"

static const struct probe daxdev = {
	.name = "daxdev",
	.summary = "device-dax instances",
	.order = 85,
	.collect = daxdev_facts,
};
REGISTER(probe, daxdev);
