// SPDX-License-Identifier: MIT
#include "report/quantity.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "base/parse.h"

struct scale {
	double from, by;
	const char *suffix;
};

static const struct scale *scale_of(const struct scale *v, size_t n,
				    double value)
{
	for (size_t i = 0; i < n; i++)
		if (fabs(value) >= v[i].from)
			return &v[i];
	return &v[n - 1];
}

static void put_time(double ns, int digits, char *buf)
{
	static const struct scale scales[] = {
		{ 1e9, 1e9, "s" },
		{ 1e6, 1e6, "ms" },
		{ 1e3, 1e3, "\302\265s" },
		{ 0, 1, "ns" },
	};
	const struct scale *s = scale_of(scales, ARRAY_SIZE(scales), ns);

	(void)snprintf(buf, QUANTITY_TEXT_MAX, "%.*g %s", digits, ns / s->by,
		       s->suffix);
}

// Bytes a nanosecond are GB a second.
static void put_rate(double rate, int digits, char *buf)
{
	static const struct scale scales[] = {
		{ 1, 1, "GB/s" },
		{ 1e-3, 1e-3, "MB/s" },
		{ 0, 1e-6, "kB/s" },
	};
	const struct scale *s = scale_of(scales, ARRAY_SIZE(scales), rate);

	(void)snprintf(buf, QUANTITY_TEXT_MAX, "%.*g%s%s", digits, rate / s->by,
		       rate > 0 ? " " : "", rate > 0 ? s->suffix : "");
}

// 64, 4 KiB; what is no whole number of a unit is said in bytes.
static void put_bytes(double value, char *buf)
{
	char text[BYTES_TEXT_MAX];

	if (value >= 0 && value < 9e15 && fabs(value - round(value)) < 1e-9)
		(void)snprintf(buf, QUANTITY_TEXT_MAX, "%s",
			       format_bytes((uint64_t)value, text));
	else
		(void)snprintf(buf, QUANTITY_TEXT_MAX, "%.4g B", value);
}

// Whole numbers with a comma every three digits, as far as a double is exact.
static void put_grouped(double value, char *buf)
{
	char digits[32];
	size_t out = 0;

	(void)snprintf(digits, sizeof(digits), "%.0f", value);
	size_t n = strlen(digits);
	for (size_t i = 0; i < n; i++) {
		if (i && digits[i - 1] != '-' && (n - i) % 3 == 0)
			buf[out++] = ',';
		buf[out++] = digits[i];
	}
	buf[out] = 0;
}

static void put_count(double value, char *buf)
{
	if (fabs(value) >= 1e15)
		(void)snprintf(buf, QUANTITY_TEXT_MAX, "%.4g", value);
	else if (fabs(value - round(value)) < 1e-9 || fabs(value) >= 1e4)
		put_grouped(value, buf);
	else
		(void)snprintf(buf, QUANTITY_TEXT_MAX, "%.5g", value);
}

char *quantity_text(double value, const char *unit, char buf[QUANTITY_TEXT_MAX])
{
	if (!isfinite(value)) {
		(void)snprintf(buf, QUANTITY_TEXT_MAX, "-");
	} else if (strcmp(unit, "ns") == 0) {
		put_time(value, 4, buf);
	} else if (strcmp(unit, "bytes") == 0) {
		put_bytes(value, buf);
	} else if (strcmp(unit, "bytes/ns") == 0) {
		put_rate(value, 4, buf);
	} else if (strcmp(unit, "bytes/instruction") == 0) {
		(void)snprintf(buf, QUANTITY_TEXT_MAX, "%.4g B/insn", value);
	} else if (strcmp(unit, "ratio") == 0) {
		(void)snprintf(buf, QUANTITY_TEXT_MAX, "%.4g %%", value * 100);
	} else {
		put_count(value, buf);
		if (strcmp(unit, "instructions") == 0)
			strcat(buf, " insn");
	}
	return buf;
}

char *quantity_tick(double value, const char *unit, char buf[QUANTITY_TEXT_MAX])
{
	static const struct scale scales[] = {
		{ 1e15, 1, "" },    { 1e12, 1e12, " T" }, { 1e9, 1e9, " G" },
		{ 1e7, 1e6, " M" }, { 0, 1, "" },
	};

	if (strcmp(unit, "ns") == 0) {
		put_time(value, 5, buf);
	} else if (strcmp(unit, "bytes") == 0) {
		put_bytes(value, buf);
	} else if (strcmp(unit, "bytes/ns") == 0) {
		put_rate(value, 5, buf);
	} else if (strcmp(unit, "bytes/instruction") == 0) {
		(void)snprintf(buf, QUANTITY_TEXT_MAX, "%.5g", value);
	} else if (strcmp(unit, "ratio") == 0) {
		(void)snprintf(buf, QUANTITY_TEXT_MAX, "%.9g %%", value * 100);
	} else {
		const struct scale *s =
			scale_of(scales, ARRAY_SIZE(scales), value);

		if (s->suffix[0])
			(void)snprintf(buf, QUANTITY_TEXT_MAX, "%.6g%s",
				       value / s->by, s->suffix);
		else
			put_count(value, buf);
	}
	return buf;
}

char *quantity_change(double ratio, char buf[QUANTITY_TEXT_MAX])
{
	if (!isfinite(ratio))
		(void)snprintf(buf, QUANTITY_TEXT_MAX, "-");
	else
		(void)snprintf(buf, QUANTITY_TEXT_MAX, "%+.2f %%",
			       (ratio - 1) * 100);
	return buf;
}
