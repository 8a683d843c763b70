// SPDX-License-Identifier: MIT
#include "run/start-line.h"

#include <limits.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { WAITING, GO, OFF };

// How often a hopeless one is noticed.
#define LOOK_NS 20000000

void start_line_init(struct start_line *l, unsigned n)
{
	atomic_init(&l->missing, n);
	atomic_init(&l->state, n ? WAITING : GO);
}

// The first word said about it stays.
static void say(struct start_line *l, int state)
{
	int waiting = WAITING;

	if (atomic_compare_exchange_strong(&l->state, &waiting, state))
		(void)syscall(SYS_futex, &l->state, FUTEX_WAKE, INT_MAX, NULL,
			      NULL, 0);
}

bool start_line_pass(struct start_line *l, bool (*hopeless)(void *context),
		     void *context)
{
	const struct timespec look = { .tv_nsec = LOOK_NS };

	if (atomic_fetch_sub(&l->missing, 1) == 1)
		say(l, GO);
	while (atomic_load(&l->state) == WAITING) {
		(void)syscall(SYS_futex, &l->state, FUTEX_WAIT, WAITING,
			      hopeless ? &look : NULL, NULL, 0);
		if (hopeless && atomic_load(&l->state) == WAITING &&
		    hopeless(context))
			say(l, OFF);
	}
	return atomic_load(&l->state) == GO;
}

void start_line_call_off(struct start_line *l)
{
	say(l, OFF);
}
