// SPDX-License-Identifier: MIT
// What machine this is, as facts. Each probe is a record in a file of its own
// (probe-NAME.c) that reads through the sysroot, so that a captured machine can
// be looked at as well as this one. A probe never fails: what it cannot learn
// is a fact with a status and a reason.
#pragma once

#include "base/fact.h"
#include "base/registry.h"
#include "base/sysroot.h"

struct probe {
	const char *name;
	const char *summary; // one line for `daxbench list`
	int order;           // facts appear in this order, low first
	void (*collect)(struct facts *f, const struct sysroot *sr);
};

REGISTRY(probe);

// Every registered probe, by order and then by name.
void platform_collect(struct facts *f, const struct sysroot *sr);
