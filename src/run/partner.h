// SPDX-License-Identifier: MIT
// The directory beside the target in which an engine makes a file of its own,
// for direct I/O: on a disk. On DAX or in the page cache a read or write
// copies, and no page is held.
#pragma once

#include "base/attr.h"
#include "base/sysroot.h"
#include "run/plan.h"

// partner.*, what lies below the directory, as platform/path-facts.h. 0 also
// if the engine needs none; -EOPNOTSUPP if there is none or it will not do.
int partner_know(const struct run_plan *plan, const struct sysroot *sr,
		 struct facts *facts, struct error *err) ATTR_MUST_CHECK;
