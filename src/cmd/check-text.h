// SPDX-License-Identifier: MIT
// The catalogue of cases: as a list for people, as one for programs and as the
// page daxbench-checks(7), which is generated from it.
#pragma once

#include <stddef.h>

#include "base/strbuf.h"
#include "check/check.h"
#include "result/json-list.h"

void check_list_text(const struct check_case *const *v, size_t n,
		     struct strbuf *out);
void check_list_man(const struct check_case *const *v, size_t n,
		    struct strbuf *out);
void check_list_entries(const struct check_case *const *v, size_t n,
			struct listing *l);
