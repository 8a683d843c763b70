// SPDX-License-Identifier: MIT
// A result as text for people.
#pragma once

#include <stdio.h>

#include "result/result.h"

void run_text(const struct result *r, FILE *out);
