// SPDX-License-Identifier: MIT
#include "stats/student.h"

#include <math.h>

// The sums for whole degrees of freedom: Abramowitz and Stegun, 26.7.3, 26.7.4.
// `angle` is atan(t / sqrt(freedom)).
static double within(double angle, size_t freedom)
{
	double c = cos(angle), sum, term;

	if (freedom % 2) {
		sum = 0;
		term = c;
		for (size_t k = 3; k <= freedom; k += 2) {
			sum += term;
			term *= c * c * (double)(k - 1) / (double)k;
		}
		return 2 / M_PI * (angle + sin(angle) * sum);
	}
	sum = 0;
	term = 1;
	for (size_t k = 2; k <= freedom; k += 2) {
		sum += term;
		term *= c * c * (double)(k - 1) / (double)k;
	}
	return sin(angle) * sum;
}

double student_within(double t, size_t freedom)
{
	return within(atan(t / sqrt((double)freedom)), freedom);
}

double student_quantile(double level, size_t freedom)
{
	double low = 0, high = M_PI / 2;

	for (int i = 0; i < 80; i++) {
		double middle = (low + high) / 2;

		if (within(middle, freedom) < level)
			low = middle;
		else
			high = middle;
	}
	return tan((low + high) / 2) * sqrt((double)freedom);
}

double student_half_width(const double *v, size_t n, double level)
{
	double mean = 0, squares = 0;

	if (n < 2)
		return INFINITY;
	for (size_t i = 0; i < n; i++)
		mean += v[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		squares += (v[i] - mean) * (v[i] - mean);
	return student_quantile(level, n - 1) *
	       sqrt(squares / (double)(n - 1) / (double)n);
}
