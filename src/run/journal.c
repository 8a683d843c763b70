// SPDX-License-Identifier: MIT
#include "run/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/interrupt.h"
#include "target/scratch.h"

struct journal_note {
	_Atomic uint64_t commits;
	atomic_int failed; // -errno
};

static int one_file(const char *directory)
{
	static const char data[4096];
	struct error unused = { 0 };
	int fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	int rc = fd < 0 ? -errno : 0;

	// Not every file system can.
	if (rc < 0)
		rc = scratch_open(directory, &fd, &unused);
	if (rc < 0)
		return rc;
	if (write(fd, data, sizeof(data)) < 0 || fsync(fd) < 0)
		rc = -errno;
	(void)close(fd);
	return rc;
}

__attribute__((noreturn)) static void keep_busy(const char *directory,
						struct journal_note *note)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGBUS };
	int rc = 0;

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		(void)signal(signals[i], SIG_DFL);
	while (rc == 0) {
		rc = one_file(directory);
		if (rc == 0)
			atomic_fetch_add(&note->commits, 1);
	}
	atomic_store(&note->failed, rc);
	_exit(1);
}

static int await_first(const struct journal *j)
{
	while (journal_commits(j) == 0) {
		if (atomic_load(&j->note->failed))
			return atomic_load(&j->note->failed);
		if (interrupt_pending())
			return -EINTR;
		(void)poll(NULL, 0, 1);
	}
	return 0;
}

int journal_start(struct journal *j, const char *directory, struct error *err)
{
	pid_t parent = getpid();
	void *note = mmap(NULL, sizeof(*j->note), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	*j = (struct journal){ 0 };
	if (note == MAP_FAILED)
		return error_sys(err, -errno, "mmap");
	j->note = note;
	j->pid = fork();
	if (j->pid == 0) {
		// It must not outlive us, nor begin to when we are gone.
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() == parent)
			keep_busy(directory, j->note);
		_exit(0);
	}
	int rc = j->pid < 0 ? -errno : await_first(j);
	if (rc == -EINTR)
		return error_set(err, -EINTR, "interrupted");
	return rc < 0 ? error_sys(err, rc, "cannot keep the journal busy") : 0;
}

uint64_t journal_commits(const struct journal *j)
{
	return atomic_load(&j->note->commits);
}

void journal_stop(struct journal *j)
{
	if (j->pid > 0) {
		(void)kill(j->pid, SIGKILL);
		while (waitpid(j->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (j->note)
		(void)munmap(j->note, sizeof(*j->note));
	*j = (struct journal){ 0 };
}
