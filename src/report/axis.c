// SPDX-License-Identifier: MIT
#include "report/axis.h"

#include <float.h>
#include <math.h>

void axis_take(struct axis *a, double value)
{
	if (a->fixed || !isfinite(value) || (a->log && value <= 0))
		return;
	if (!a->any || value < a->low)
		a->low = value;
	if (!a->any || value > a->high)
		a->high = value;
	a->any = true;
}

static void settle_log(struct axis *a)
{
	double room = pow(a->high / a->low, .04);

	if (!isfinite(room))
		room = 10;
	if (room < 1.002)
		room = 1.002;
	a->low = fmax(a->low / room, DBL_MIN);
	a->high = fmin(a->high * room, DBL_MAX);
}

void axis_settle(struct axis *a)
{
	if (a->fixed)
		return;
	if (!a->any) {
		a->low = a->log ? 1 : 0;
		a->high = a->log ? 10 : 1;
		return;
	}
	if (a->log) {
		settle_log(a);
		return;
	}
	// Halves, so that the largest numbers do not overflow.
	double room = (a->high / 2 - a->low / 2) * .08;
	double least = fmax(fabs(a->low), fabs(a->high)) * .002;

	if (room < least)
		room = least;
	if (room < DBL_MIN)
		room = 1;
	a->low = fmax(a->low - room, -DBL_MAX / 2);
	a->high = fmin(a->high + room, DBL_MAX / 2);
}

// Nines: 0 at 0, 1 at 90 %, 2 at 99 %.
static double nines(const struct axis *a, double share)
{
	return -log10(1 - fmin(share, a->high));
}

double axis_place(const struct axis *a, double value)
{
	double at;

	if (a->tail)
		at = nines(a, value) / nines(a, a->high);
	else if (a->log)
		at = value <= 0 ? 0
				: (log(value) - log(a->low)) /
					  (log(a->high) - log(a->low));
	else
		at = (value - a->low) / (a->high - a->low);
	return at > 0 ? fmin(at, 1) : 0;
}

static void put(const struct axis *a, struct axis_ticks *t, double value)
{
	double slack = a->log ? a->low * 1e-9 : (a->high - a->low) * 1e-9;

	if (t->n < AXIS_TICKS_MAX && value >= a->low - slack &&
	    value <= a->high * (a->high > 0 ? 1 + 1e-9 : 1) + slack)
		t->v[t->n++] = value;
}

// 1, 2 or 5 times a power of ten, not below `rough`.
static double round_step(double rough)
{
	double power = pow(10, floor(log10(rough)));
	double lead = rough / power;

	return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}

static void ticks_linear(const struct axis *a, unsigned wanted, bool whole,
			 struct axis_ticks *t)
{
	double step = round_step((a->high - a->low) / wanted * .75);

	if (!isfinite(step) || step <= 0)
		return;
	if (whole && step < 1)
		step = 1;
	double first = ceil(a->low / step - 1e-9);

	for (unsigned i = 0; i < AXIS_TICKS_MAX; i++) {
		double value = (first + i) * step;

		if (value > a->high)
			break;
		put(a, t, fabs(value) < step * 1e-9 ? 0 : value);
	}
}

static void ticks_log(const struct axis *a, unsigned wanted,
		      struct axis_ticks *t)
{
	static const double leads[][4] = { { 1, 2, 5, 0 }, { 1, 3, 0, 0 } };
	int first = (int)floor(log10(a->low)), last = (int)ceil(log10(a->high));
	double decades = log10(a->high) - log10(a->low);
	const double *lead = leads[decades * 3 > wanted];

	if (decades * 2 > wanted) {
		int stride = (int)ceil(decades / wanted);

		for (int e = first; e <= last; e += stride)
			put(a, t, pow(10, e));
		return;
	}
	for (int e = first; e <= last; e++)
		for (size_t i = 0; i < 4 && lead[i] > 0; i++)
			put(a, t, lead[i] * pow(10, e));
}

static void ticks_binary(const struct axis *a, unsigned wanted,
			 struct axis_ticks *t)
{
	int first = (int)ceil(log2(a->low) - 1e-9);
	int last = (int)floor(log2(a->high) + 1e-9);
	int stride = (last - first) / (int)(wanted ? wanted : 1) + 1;

	for (int e = first; e <= last; e += stride)
		put(a, t, exp2(e));
}

static void ticks_tail(const struct axis *a, struct axis_ticks *t)
{
	// Where nines are close, these two would run into each other.
	if (nines(a, a->high) < 3)
		put(a, t, 0);
	put(a, t, .5);
	for (int n = 1; n <= 9; n++)
		put(a, t, 1 - pow(10, -n));
}

void axis_ticks(const struct axis *a, unsigned wanted, struct axis_ticks *t)
{
	t->n = 0;
	if (a->tail) {
		ticks_tail(a, t);
		return;
	}
	if (a->log && a->binary)
		ticks_binary(a, wanted, t);
	// Within a decade round numbers of a linear axis say more.
	else if (a->log && a->high / a->low > 10)
		ticks_log(a, wanted, t);
	if (t->n < 2) {
		t->n = 0;
		ticks_linear(a, wanted, a->whole, t);
	}
	// No whole number lies in it.
	if (!t->n)
		ticks_linear(a, wanted, false, t);
}
