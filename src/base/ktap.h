// SPDX-License-Identifier: MIT
// KTAP, version 1, as text. Two levels: a test, and below it its sub-tests.
// What Automake's TAP driver made of each form was measured; a skip is
// "ok … # SKIP", what is broken is "not ok … # ERROR", and since the driver
// passes over indented lines, the line of the test carries the verdict.
//
//     KTAP version 1
//     1..2
//         KTAP version 1
//         1..2
//         ok 1 pmd # why
//         ok 2 pte
//     ok 1 E1 statement
#pragma once

#include <stdbool.h>

#include "base/strbuf.h"

enum ktap_level { KTAP_TEST, KTAP_SUBTEST };

// "KTAP version 1" and the plan.
void ktap_begin(struct strbuf *out, enum ktap_level level, unsigned planned);
// `directive` ("SKIP", "ERROR", "TIMEOUT", "known bug:") may be NULL, and so
// may `reason`. A '#' or a newline inside a text cannot end it,
// and neither control characters nor bytes that are not UTF-8 get through.
void ktap_result(struct strbuf *out, enum ktap_level level, bool ok,
		 unsigned number, const char *name, const char *directive,
		 const char *reason);
// "# text", every line of it.
void ktap_note(struct strbuf *out, enum ktap_level level, const char *text);
