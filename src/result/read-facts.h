// SPDX-License-Identifier: MIT
// Facts out of a document; the counterpart of json-facts.h.
#pragma once

#include "base/fact.h"
#include "result/json-place.h"
#include "result/result.h"

// Appended to `to`; units live in `r`.
void read_facts(struct result *r, const struct json_place *list,
		struct facts *to);
