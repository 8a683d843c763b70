// SPDX-License-Identifier: MIT
#include "base/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>

static volatile sig_atomic_t own;
static volatile sig_atomic_t *pending = &own;

static void note(int sig)
{
	*pending = sig;
}

void interrupt_install(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction sa = { .sa_handler = note };

	sa.sa_flags = (int)SA_RESETHAND;
	(void)sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		struct sigaction old;

		// nohup and shells in the background mean it.
		if (sigaction(signals[i], NULL, &old) == 0 &&
		    old.sa_handler == SIG_IGN)
			continue;
		(void)sigaction(signals[i], &sa, NULL);
	}
	(void)signal(SIGPIPE, SIG_IGN);
}

int interrupt_share(struct error *err)
{
	if (pending != &own)
		return 0;
	void *shared = mmap(NULL, sizeof(own), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED)
		return error_sys(err, -errno, "mmap");
	pending = shared;
	// One that came before, or between.
	if (own)
		*pending = own;
	return 0;
}

int interrupt_pending(void)
{
	return *pending;
}
