// SPDX-License-Identifier: MIT
#include "stats/pace.h"

#include <math.h>
#include <string.h>

void pace_init(struct pace *p, uint64_t window)
{
	*p = (struct pace){ .window = window };
}

static void fold(struct pace *p)
{
	for (size_t i = 0; i < PACE_WINDOWS / 2; i++)
		p->done[i] = p->done[2 * i] + p->done[2 * i + 1];
	memset(p->done + PACE_WINDOWS / 2, 0,
	       PACE_WINDOWS / 2 * sizeof(p->done[0]));
	p->window *= 2;
}

void pace_add(struct pace *p, uint64_t n, uint64_t took)
{
	uint64_t end = p->now + took;

	if (!took)
		return;
	while (end > p->window * PACE_WINDOWS)
		fold(p);
	while (p->now < end) {
		uint64_t i = p->now / p->window;
		uint64_t edge = (i + 1) * p->window;
		uint64_t here = (edge < end ? edge : end) - p->now;

		p->done[i] += (double)n * (double)here / (double)took;
		p->now += here;
	}
}

void pace_merge(struct pace *to, const struct pace *from)
{
	struct pace other = *from;

	while (to->window < other.window)
		fold(to);
	while (other.window < to->window)
		fold(&other);
	for (size_t i = 0; i < PACE_WINDOWS; i++)
		to->done[i] += other.done[i];
	if (other.now < to->now)
		to->now = other.now;
}

// Least squares over equally spaced values; from the first to the last.
static double rise(const double *v, unsigned n, double mean)
{
	double above = 0, below = 0, middle = (n - 1) / 2.0;

	for (unsigned i = 0; i < n; i++) {
		above += (i - middle) * (v[i] - mean);
		below += (i - middle) * (i - middle);
	}
	return above / below * (n - 1);
}

struct steadiness pace_judge(const struct pace *p, double within)
{
	unsigned full = p->window ? (unsigned)(p->now / p->window) : 0;
	unsigned n = full - full / 2;
	const double *v = p->done + full / 2;
	struct steadiness s = { .windows = n, .window = p->window };

	if (full < PACE_LEAST)
		return (struct steadiness){ 0 };
	for (unsigned i = 0; i < n; i++)
		s.each += v[i] / n;
	if (s.each <= 0)
		return (struct steadiness){ 0 };
	for (unsigned i = 0; i < n; i++)
		s.deviation = fmax(s.deviation, fabs(v[i] - s.each) / s.each);
	s.slope = rise(v, n, s.each) / s.each;
	s.known = true;
	s.steady = s.deviation <= within && fabs(s.slope) <= within;
	return s;
}
