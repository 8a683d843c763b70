// SPDX-License-Identifier: MIT
// A latency block of a document as a histogram that quantiles can be taken of.
#pragma once

#include "result/json-place.h"
#include "stats/hist.h"

// Refused: counts that do not add up, buckets that overlap or descend, a
// minimum, maximum or quantile that the buckets contradict.
void read_hist(const struct json_place *at, struct hist *h);
