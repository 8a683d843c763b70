// SPDX-License-Identifier: MIT
// Which options of `daxbench run` have a part in a workload, what they take
// and what stands for them: from its record, the engines' and the options'.
#pragma once

#include "result/json-list.h"
#include "workload/workload.h"

// Of the entry added last. Those that every workload takes alike (repeat,
// seed, …) are left out.
void workload_options_list(struct listing *l, const struct workload *w);
