// SPDX-License-Identifier: MIT
#include "base/sigbus.h"

#include <signal.h>

#include "base/attr.h"

static __thread struct sigbus_guard *active;

static void on_sigbus(int sig, siginfo_t *info, void *context ATTR_UNUSED)
{
	struct sigbus_guard *guard = active;

	if (!guard) {
		(void)signal(sig, SIG_DFL);
		(void)raise(sig);
		return;
	}
	active = NULL;
	guard->address = (uintptr_t)info->si_addr;
	guard->code = info->si_code;
	guard->lsb =
		info->si_code == BUS_MCEERR_AR || info->si_code == BUS_MCEERR_AO
			? info->si_addr_lsb
			: 0;
	siglongjmp(guard->jump, 1);
}

void sigbus_install(void)
{
	struct sigaction sa = { .sa_sigaction = on_sigbus,
				.sa_flags = SA_SIGINFO };

	(void)sigemptyset(&sa.sa_mask);
	(void)sigaction(SIGBUS, &sa, NULL);
}

void sigbus_enter(struct sigbus_guard *guard)
{
	active = guard;
}

void sigbus_leave(struct sigbus_guard *guard)
{
	if (active == guard)
		active = NULL;
}

const char *sigbus_code_name(int code)
{
	switch (code) {
	case BUS_ADRALN:
		return "BUS_ADRALN";
	case BUS_ADRERR:
		return "BUS_ADRERR";
	case BUS_OBJERR:
		return "BUS_OBJERR";
	case BUS_MCEERR_AR:
		return "BUS_MCEERR_AR";
	case BUS_MCEERR_AO:
		return "BUS_MCEERR_AO";
	default:
		return "SIGBUS";
	}
}
