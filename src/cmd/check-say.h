// SPDX-License-Identifier: MIT
// The verdicts of cases as KTAP, while they run.
#pragma once

#include "base/ktap.h"
#include "base/strbuf.h"
#include "check/check.h"
#include "result/json-check.h"

void check_say(struct strbuf *out, enum ktap_level level, unsigned number,
	       const char *name, enum check_outcome outcome,
	       const char *reason);
// A variant of a case, with what was witnessed and what the kernel logged.
void check_say_line(struct strbuf *out, unsigned number,
		    const struct check_line *l, const struct check_verdict *v);
// What the same did on the page cache.
void check_say_control(struct strbuf *out, const struct check_verdict *on,
		       const struct check_verdict *control);
