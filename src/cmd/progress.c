// SPDX-License-Identifier: MIT
#include "cmd/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

#define NS_PER_S UINT64_C(1000000000)
#define LOG_EVERY_S 10

void progress_start(struct progress *p, bool quiet)
{
	*p = (struct progress){
		.quiet = quiet,
		.terminal = isatty(STDERR_FILENO) == 1,
		.started_ns = clock_wall_ns(),
	};
	p->last_ns = p->started_ns;
}

void progress_step(struct progress *p, const char *what, unsigned done,
		   unsigned total, double part)
{
	uint64_t now = clock_wall_ns();
	uint64_t spent_s = (now - p->started_ns) / NS_PER_S;

	if (p->quiet)
		return;
	if (!p->terminal && now - p->last_ns < LOG_EVERY_S * NS_PER_S)
		return;
	p->last_ns = now;
	fprintf(stderr, "%s%s (%u of %u", p->terminal ? "\r\033[K" : "", what,
		done + 1, total);
	if (part > 0) {
		double left = (double)(now - p->started_ns) * (1 - part) / part;

		fprintf(stderr, ", %llu s, about %.0f s left",
			(unsigned long long)spent_s,
			left / (double)NS_PER_S + 1);
	}
	fputs(p->terminal ? ")" : ")\n", stderr);
	p->shown = true;
}

void progress_end(struct progress *p)
{
	if (p->terminal && p->shown)
		fputs("\r\033[K", stderr);
	p->shown = false;
}
