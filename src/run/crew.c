// SPDX-License-Identifier: MIT
#include "run/crew.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/interrupt.h"

struct crew_member {
	struct crew *crew;
	unsigned index;
	pthread_t thread;
	pid_t pid;
	bool reaped;
	int status;
};

static void *thread_main(void *arg)
{
	const struct crew_member *m = arg;

	m->crew->work(m->crew->context, m->index);
	return NULL;
}

static int start_process(struct crew_member *m)
{
	pid_t parent = getpid();

	m->pid = fork();
	if (m->pid < 0)
		return -errno;
	if (m->pid == 0) {
		// It must not outlive us, nor begin to when we are gone.
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() == parent)
			(void)thread_main(m);
		_exit(0);
	}
	return 0;
}

static int start(struct crew_member *m)
{
	return m->crew->processes
		       ? start_process(m)
		       : -pthread_create(&m->thread, NULL, thread_main, m);
}

static bool reap(struct crew_member *m, int options)
{
	pid_t got;

	do
		got = waitpid(m->pid, &m->status, options);
	while (got < 0 && errno == EINTR);
	m->reaped = got == m->pid;
	return m->reaped;
}

static void await(struct crew_member *m)
{
	if (!m->crew->processes)
		(void)pthread_join(m->thread, NULL);
	else if (!m->reaped)
		(void)reap(m, 0);
}

int crew_run(struct crew *c, struct error *err)
{
	const char *kind = c->processes ? "process" : "thread";
	unsigned started = 1;
	int rc = c->processes ? interrupt_share(err) : 0;

	c->members = xcalloc(c->n, sizeof(*c->members));
	if (rc < 0)
		return rc;
	for (; started < c->n && rc == 0; started++) {
		c->members[started].crew = c;
		c->members[started].index = started;
		rc = start(&c->members[started]);
	}
	if (rc < 0) {
		started--;
		start_line_call_off(c->start);
		error_sys(err, rc, "cannot start %s %u of %u", kind,
			  started + 1, c->n);
		error_hint(err, "use fewer --threads");
	} else {
		c->work(c->context, 0);
	}
	for (unsigned i = 1; i < started; i++)
		await(&c->members[i]);
	return rc;
}

bool crew_misses(void *crew)
{
	struct crew *c = crew;

	for (unsigned i = 1; c->processes && i < c->n; i++)
		if (c->members[i].reaped || reap(&c->members[i], WNOHANG))
			return true;
	return false;
}

int crew_fate(const struct crew *c, unsigned index, pid_t *ret_pid)
{
	const struct crew_member *m = &c->members[index];

	*ret_pid = m->pid;
	return m->reaped ? m->status : 0;
}

void crew_release(struct crew *c)
{
	free(c->members);
	c->members = NULL;
}
