// SPDX-License-Identifier: MIT
// One case in a child of its own: over its limit it is killed with all that it
// started; how it ended is the verdict.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/interrupt.h"
#include "base/sigbus.h"
#include "check/kit.h"
#include "check/kmsg.h"
#include "witness/read-pagemap.h"

#define SECOND UINT64_C(1000000000)
// How long a killed child may take to disappear before it counts as stuck in
// the kernel.
#define REAP_NS (10 * SECOND)
// More address space than any case maps; a case that leaks ends by it. A
// sanitizer reserves terabytes.
#define GROWTH_MAX (UINT64_C(16) << 30)
#if defined(__SANITIZE_ADDRESS__)
#define LIMIT_MEMORY 0
#else
#define LIMIT_MEMORY 1
#endif

static void limit_memory(void)
{
	const struct rlimit limit = { GROWTH_MAX, GROWTH_MAX };
	struct rlimit core;

	if (LIMIT_MEMORY)
		(void)setrlimit(RLIMIT_AS, &limit);
	// No dumps, unless a case asks for one of its own.
	(void)getrlimit(RLIMIT_CORE, &core);
	core.rlim_cur = 0;
	(void)setrlimit(RLIMIT_CORE, &core);
}

noreturn static void child(const struct check_case *c,
			   enum check_variant variant,
			   const struct check_setting *s, int report_fd)
{
	struct check k = {
		.the = c,
		.set = s,
		.variant = variant,
		.page = s->geo.page_bytes,
		.pmd = s->geo.pmd_bytes,
		.pages = geometry_pages_per_chunk(&s->geo),
		.rng = { s->seed },
		.report_fd = report_fd,
	};
	static const int defaults[] = { SIGINT, SIGTERM, SIGHUP };

	(void)setpgid(0, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (size_t i = 0; i < ARRAY_SIZE(defaults); i++)
		(void)signal(defaults[i], SIG_DFL);
	(void)signal(SIGPIPE, SIG_IGN);
	limit_memory();
	sigbus_install();
	k.pagemap = pagemap_open(NULL);
	if (k.pagemap < 0)
		check_skip(&k, "needs /proc/self/pagemap: %s",
			   strerror(-k.pagemap));
	k.fd = s->device ? kit_device(&k) : kit_file(&k);
	c->run(&k);
	check_pass(&k);
}

// Waits until the report is there, the child has ended without one, the limit
// is over or a signal has come. Returns whether a whole report was read.
static bool await(int fd, uint64_t deadline, struct check_report *report,
		  bool *ret_late)
{
	size_t got = 0;

	*ret_late = false;
	while (got < sizeof(*report)) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		uint64_t now = clock_wall_ns();

		if (interrupt_pending())
			return false;
		if (now >= deadline) {
			*ret_late = true;
			return false;
		}
		uint64_t left_ms = (deadline - now) / 1000000 + 1;
		if (poll(&p, 1, left_ms < 200 ? (int)left_ms : 200) <= 0)
			continue;
		ssize_t n =
			read(fd, (char *)report + got, sizeof(*report) - got);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		got += (size_t)n;
	}
	return true;
}

// Ends what is left of the child and what it started. -ETIMEDOUT: it does not
// go away.
static int reap(pid_t pid, bool kill_it, int *ret_status)
{
	uint64_t deadline = clock_wall_ns() + REAP_NS;

	for (;;) {
		if (kill_it)
			(void)kill(-pid, SIGKILL);
		pid_t got = waitpid(pid, ret_status, WNOHANG);
		if (got == pid || (got < 0 && errno != EINTR)) {
			(void)kill(-pid, SIGKILL);
			return 0;
		}
		if (clock_wall_ns() >= deadline)
			return -ETIMEDOUT;
		(void)poll(NULL, 0, 2);
	}
}

static void judge_end(struct check_verdict *v, int status)
{
	v->outcome = CHECK_BROKEN;
	if (WIFSIGNALED(status)) {
		int sig = WTERMSIG(status);

		v->outcome = CHECK_FAIL;
		v->reason = xasprintf("the case was ended by signal %d (%s)%s",
				      sig, strsignal(sig),
				      sig == SIGBUS ? ": an access that must "
						      "work"
						    : "");
	} else {
		v->reason = xasprintf("the case ended without a verdict "
				      "(exit status %d)",
				      WEXITSTATUS(status));
	}
}

static void match_known(struct check_verdict *v, const struct check_case *c,
			const struct check_setting *s)
{
	for (const struct check_known *b = c->known; b && b->what; b++) {
		if (s->page_cache || s->kernel < b->since ||
		    (b->until && s->kernel >= b->until) ||
		    (b->fs && strcmp(b->fs, s->fs) != 0) || !v->reason ||
		    (!strstr(v->reason, b->symptom) &&
		     (!v->kernel_log || !strstr(v->kernel_log, b->symptom))))
			continue;
		char *reason = xasprintf("%s; seen: %s", b->what, v->reason);
		free(v->reason);
		v->reason = reason;
		v->outcome = CHECK_KNOWN_BUG;
		return;
	}
}

// Why such records are not of the case that runs; NULL: they are.
static char *excuse_for(enum kmsg_kind worst, const struct check_setting *s)
{
	if (worst == KMSG_STALL && s->lent_cpu)
		return xstrdup(
			"a busy host does that to an emulated processor");
	if (worst <= KMSG_HUNG && s->stuck_by)
		return xasprintf("%s left a process stuck in the kernel",
				 s->stuck_by);
	return NULL;
}

static void read_log(struct check_verdict *v, const struct check_setting *s)
{
	cleanup_strbuf struct strbuf log = { 0 };
	enum kmsg_kind worst =
		s->kmsg < 0 ? KMSG_QUIET : kmsg_trouble(s->kmsg, &log);

	if (worst == KMSG_QUIET)
		return;
	v->kernel_log = strbuf_take(&log);
	v->kernel_broken = worst == KMSG_BROKEN;
	if (v->outcome != CHECK_PASS && v->outcome != CHECK_SKIP)
		return;
	cleanup_free char *excuse = excuse_for(worst, s);
	if (excuse) {
		if (!v->reason)
			v->reason =
				xasprintf("not counted, since %s: %.*s", excuse,
					  (int)strcspn(v->kernel_log, "\n"),
					  v->kernel_log);
		return;
	}
	v->outcome = CHECK_FAIL;
	free(v->reason);
	v->reason = xasprintf("the kernel complained: %.*s",
			      (int)strcspn(v->kernel_log, "\n"), v->kernel_log);
}

// What an old kernel does wrong with DAX it does not do to the page cache.
const char *check_danger(const struct check_case *c,
			 const struct check_setting *s)
{
	if (c->danger_until && (s->page_cache || s->kernel >= c->danger_until))
		return NULL;
	return c->danger;
}

// NULL: it can be run.
static char *missing(const struct check_case *c, const struct check_setting *s)
{
	const char *danger = check_danger(c, s);

	if (s->broken_by)
		return xasprintf("not run: the kernel broke in %s",
				 s->broken_by);
	if (danger && !s->dangerous)
		return xasprintf("needs --dangerous: %s", danger);
	if (s->kernel < c->kernel)
		return xasprintf("needs Linux %u.%u", c->kernel / 1000,
				 c->kernel % 1000);
	if (c->device && !s->device)
		return xstrdup(
			"needs a device-dax instance: --target /dev/daxN.M --destroy-data");
	if (!c->device && s->device)
		return xstrdup("needs files, and a device has none");
	if (!c->fs || s->page_cache)
		return NULL;
	size_t len = strlen(s->fs);
	for (const char *p = c->fs; (p = strstr(p, s->fs)); p += len)
		if (p[len] == '\0' || p[len] == ' ')
			return NULL;
	return xasprintf("needs %s, this is %s", c->fs, s->fs);
}

static void watch(struct check_verdict *v, pid_t pid, int fd, unsigned limit)
{
	struct check_report r = { 0 };
	bool late;
	int status = 0;
	bool told = await(fd, clock_wall_ns() + limit * SECOND, &r, &late);
	// Without a report and not late the pipe is closed: it is ending.

	v->stuck = reap(pid, told || late || interrupt_pending(), &status) < 0;
	r.text[sizeof(r.text) - 1] = '\0';
	v->pmd_chunks = r.pmd_chunks;
	v->pte_chunks = r.pte_chunks;
	if (told) {
		v->outcome = r.outcome;
		v->reason = r.text[0] ? xstrdup(r.text) : NULL;
	} else if (interrupt_pending()) {
		v->outcome = CHECK_BROKEN;
		v->reason = xstrdup("interrupted");
	} else if (late || v->stuck) {
		v->outcome = CHECK_TIMEOUT;
		v->reason = xasprintf(
			"no end within %u s%s", limit,
			v->stuck
				? "; SIGKILL does not end it: it is stuck in the kernel"
				: "");
	} else {
		judge_end(v, status);
	}
}

void check_run(const struct check_case *c, enum check_variant variant,
	       const struct check_setting *s, struct check_verdict *v)
{
	int pipe_fd[2];

	*v = (struct check_verdict){ .outcome = CHECK_SKIP };
	v->reason = missing(c, s);
	if (v->reason)
		return;
	if (s->kmsg >= 0)
		kmsg_skip(s->kmsg);
	v->outcome = CHECK_BROKEN;
	if (pipe2(pipe_fd, O_CLOEXEC) < 0) {
		v->reason = xasprintf("pipe: %s", strerror(errno));
		return;
	}
	(void)fflush(NULL);
	uint64_t start = clock_wall_ns();
	pid_t pid = fork();
	if (pid == 0) {
		(void)close(pipe_fd[0]);
		child(c, variant, s, pipe_fd[1]);
	}
	(void)close(pipe_fd[1]);
	if (pid < 0) {
		v->reason = xasprintf("fork: %s", strerror(errno));
	} else {
		(void)setpgid(pid, pid);
		watch(v, pid, pipe_fd[0], s->timeout ? s->timeout : c->limit);
	}
	(void)close(pipe_fd[0]);
	if (pid > 0 && !s->device)
		kit_folder_remove(s->directory, pid);
	v->duration_ns = clock_wall_ns() - start;
	read_log(v, s);
	if (v->outcome == CHECK_FAIL || v->outcome == CHECK_TIMEOUT)
		match_known(v, c, s);
}
