// SPDX-License-Identifier: MIT
// Whether persistent memory here is real or made by a hypervisor or by a
// kernel option, judged from what the machine says of itself.
#pragma once

#include "base/fact.h"
#include "base/sysroot.h"

// virt.pmem is "emulated", "real" or unknown; its source names the evidence,
// each piece of which is a fact virt.evidence.*.
void pmem_origin_facts(struct facts *f, const struct sysroot *sr);
