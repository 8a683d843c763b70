// SPDX-License-Identifier: MIT
// Numbers with their unit as a person reads them.
#pragma once

#define QUANTITY_TEXT_MAX 64

// "1.12 ms", "957,823 insn", "100 %", "512"; "-" when not a number. Returns
// buf.
char *quantity_text(double value, const char *unit,
		    char buf[QUANTITY_TEXT_MAX]);
// The same, short, for the tick of an axis: no unit that every tick repeats,
// except where it scales.
char *quantity_tick(double value, const char *unit,
		    char buf[QUANTITY_TEXT_MAX]);
// "+2.50 %" of a ratio (1.025); "-" when not a number. Returns buf.
char *quantity_change(double ratio, char buf[QUANTITY_TEXT_MAX]);
