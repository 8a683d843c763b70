// SPDX-License-Identifier: MIT
// Workloads and engines as the manual page daxbench-workloads(7).
#pragma once

#include "result/json-list.h"

void list_man(const struct listing *l, struct strbuf *out);
