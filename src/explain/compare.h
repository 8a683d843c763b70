// SPDX-License-Identifier: MIT
// Predicted against observed, chunk by chunk, and what a difference means.
#pragma once

#include "base/error.h"
#include "explain/segments.h"
#include "explain/subject.h"

// Touch and look. Of a run of more than `sample` chunks (0: no limit) that are
// predicted alike, so many are looked at, spread over it; if they are not all
// as predicted, the whole run is. Each segment says how many were.
int compare_live(const struct scene *scene, const struct subject *subject,
		 uint64_t sample, struct segments *segments,
		 struct error *err) ATTR_MUST_CHECK;
// With what was observed where the file was recorded.
int compare_recorded(const struct scene *scene, const struct subject *subject,
		     const struct segments *observed, struct segments *segments,
		     struct error *err) ATTR_MUST_CHECK;
// What the difference between the two means.
enum finding compare_one(const struct scene *s, const struct segment *one);
