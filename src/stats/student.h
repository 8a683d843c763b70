// SPDX-License-Identifier: MIT
// Student's t distribution with whole degrees of freedom.
#pragma once

#include <stddef.h>

// P(|T| <= t) for t >= 0.
double student_within(double t, size_t freedom);
// The t with P(|T| <= t) = level, 0 < level < 1; freedom >= 1.
double student_quantile(double level, size_t freedom);
// Half-width of the interval of the mean of v at this level; infinite below
// two values.
double student_half_width(const double *v, size_t n, double level);
