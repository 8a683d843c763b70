// SPDX-License-Identifier: MIT
#include "engine/child.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/mapped-access.h"

struct child_note {
	uint64_t minor, major;
};

int child_open(struct engine_session *s, struct error *err)
{
	struct child *c = s->state;

	*c = (struct child){ .line = -1 };
	void *note = mmap(NULL, sizeof(*c->note), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (note == MAP_FAILED)
		return error_sys(err, -errno, "mmap");
	c->note = note;
	return 0;
}

static void hang_up(struct child *c)
{
	if (c->line >= 0)
		(void)close(c->line);
	c->line = -1;
}

void child_close(struct engine_session *s)
{
	struct child *c = s->state;

	hang_up(c);
	if (c->note)
		(void)munmap(c->note, sizeof(*c->note));
}

// To one that died meanwhile is no error: reaping it says so.
static void send_byte(int line)
{
	while (send(line, "", 1, MSG_NOSIGNAL) < 0 && errno == EINTR)
		;
}

// Also returns when the other side is gone.
static void take_byte(int line)
{
	char byte;

	while (recv(line, &byte, 1, 0) < 0 && errno == EINTR)
		;
}

// What is of the parent alone (its guard against bus errors) is let go of
// first, and all the child's own memory used once, so that only faults of the
// span are counted.
static void live(const struct engine_session *s, unsigned char *at)
{
	struct child *c = s->state;
	struct rusage before, after;

	(void)signal(SIGBUS, SIG_DFL);
	*(volatile uint64_t *)&c->note->minor = 0;
	(void)getrusage(RUSAGE_SELF, &after);
	(void)getrusage(RUSAGE_SELF, &before);
	touch_span(s, at);
	(void)getrusage(RUSAGE_SELF, &after);
	c->note->minor = (uint64_t)(after.ru_minflt - before.ru_minflt);
	c->note->major = (uint64_t)(after.ru_majflt - before.ru_majflt);
}

int child_start(struct engine_session *s, unsigned char *at)
{
	struct child *c = s->state;

	c->pid = fork();
	if (c->pid < 0)
		return -errno;
	if (c->pid == 0) {
		live(s, at);
		_exit(0);
	}
	return 0;
}

int child_start_waiting(struct engine_session *s, unsigned char *at)
{
	struct child *c = s->state;
	int ends[2];

	hang_up(c);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	c->line = ends[0];
	c->pid = fork();
	int rc = c->pid < 0 ? -errno : 0;
	if (c->pid == 0) {
		// So that it ends when its parent does.
		(void)close(c->line);
		live(s, at);
		send_byte(ends[1]);
		take_byte(ends[1]);
		_exit(0);
	}
	(void)close(ends[1]);
	if (rc == 0)
		take_byte(c->line);
	return rc;
}

void child_tell(struct engine_session *s)
{
	const struct child *c = s->state;

	send_byte(c->line);
}

int child_reap(struct engine_session *s)
{
	const struct child *c = s->state;
	int status;
	pid_t got;

	do
		got = waitpid(c->pid, &status, 0);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return -errno;
	if (!WIFEXITED(status))
		return -EFAULT;
	s->child_minor += c->note->minor;
	s->child_major += c->note->major;
	return 0;
}
