// SPDX-License-Identifier: MIT
// Progress on stderr with the time it will still take: one line that rewrites
// itself on a terminal; elsewhere a line now and then, so that a log shows
// life without being filled.
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool quiet, terminal;
	uint64_t started_ns, last_ns;
	bool shown; // something stands on the terminal's line
};

void progress_start(struct progress *p, bool quiet);
// Before unit `done` (from 0) of `total`; `what` names it.
// part: of the whole, by what it costs, 0 to 1.
void progress_step(struct progress *p, const char *what, unsigned done,
		   unsigned total, double part);
// Clears the line on a terminal.
void progress_end(struct progress *p);
