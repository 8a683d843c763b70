// SPDX-License-Identifier: MIT
#include "check/kit-alone.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/outfile.h"
#include "platform/mounts.h"
#include "witness/read-pagemap.h"

// XFS_IOC_GOINGDOWN, EXT4_IOC_SHUTDOWN: one number, one meaning.
#define SHUTDOWN _IOR('X', 125, uint32_t)
#define SHUTDOWN_WITHOUT_LOG 2
#define SECOND UINT64_C(1000000000)
// Of the limit of the case, for mounting anew.
#define RESERVE_S 15

// Of the one case that this process runs.
static struct {
	char *point, *source, *fs, *options;
	unsigned long flags;
	char disk[64];
	char *device, *driver; // "pfn0.1", "/sys/bus/nd/drivers/nd_pmem"
	char *paths[ALONE_FILES];
} the;

const char *kit_alone_disk(void)
{
	return the.disk;
}

const char *kit_alone_device(void)
{
	return the.source;
}

int kit_alone_remount_readonly(void)
{
	unsigned long flags = the.flags | MS_REMOUNT | MS_RDONLY;

	return mount(NULL, the.point, NULL, flags, the.options) < 0 ? errno : 0;
}

int kit_alone_file(struct check *k, unsigned i)
{
	int fd =
		open(the.paths[i], O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	NEED(k, fd >= 0, the.paths[i]);
	return fd;
}

int kit_alone_again(struct check *k, unsigned i)
{
	int fd = open(the.paths[i], O_RDWR | O_CLOEXEC);

	NEED(k, fd >= 0, the.paths[i]);
	return fd;
}

void kit_alone_shutdown(struct check *k)
{
	uint32_t how = SHUTDOWN_WITHOUT_LOG;
	int fd = open(the.point, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	NEED(k, fd >= 0, the.point);
	if (ioctl(fd, SHUTDOWN, &how) < 0)
		check_skip(k, "needs a file system that can be shut down: %m");
	(void)close(fd);
}

// Options as mount(2) takes them: without "rw" and "ro".
static char *mount_data(const char *super_options)
{
	const char *comma = strchr(super_options, ',');

	return xstrdup(comma ? comma + 1 : "");
}

static unsigned long mount_flags(const char *options)
{
	static const struct {
		const char *word;
		unsigned long flag;
	} words[] = {
		{ "noatime", MS_NOATIME },   { "nodiratime", MS_NODIRATIME },
		{ "relatime", MS_RELATIME }, { "nosuid", MS_NOSUID },
		{ "nodev", MS_NODEV },       { "noexec", MS_NOEXEC },
	};
	cleanup_free char *copy = xstrdup(options);
	unsigned long flags = 0;

	for (char *save = NULL, *w = strtok_r(copy, ",", &save); w;
	     w = strtok_r(NULL, ",", &save))
		for (size_t i = 0; i < ARRAY_SIZE(words); i++)
			if (strcmp(w, words[i].word) == 0)
				flags |= words[i].flag;
	return flags;
}

static unsigned mounted_times(const struct mounts *m, const struct mount *of)
{
	unsigned n = 0;

	for (size_t i = 0; i < m->n; i++)
		n += m->v[i].major == of->major && m->v[i].minor == of->minor;
	return n;
}

static void find_driver(void)
{
	cleanup_free char *link = xasprintf("%s/device", the.disk);
	cleanup_free char *device = realpath(link, NULL);

	if (!device)
		return;
	cleanup_free char *of = xasprintf("%s/driver", device);
	the.driver = realpath(of, NULL);
	the.device = xstrdup(strrchr(device, '/') + 1);
}

static void find(struct check *k)
{
	cleanup_mounts struct mounts m = { 0 };
	cleanup_free char *path = realpath(k->set->directory, NULL);

	if (geteuid() != 0)
		check_skip(k, "needs root");
	NEED(k, path && mounts_read(&m, NULL) == 0, MOUNTS_PATH);
	const struct mount *mnt = mounts_find_path(&m, path);
	if (!mnt || mnt->source[0] != '/')
		check_skip(k, "needs a file system on a block device");
	if (mounted_times(&m, mnt) != 1)
		check_skip(k, "needs a file system that is mounted once");
	the.point = xstrdup(mnt->point);
	the.source = xstrdup(mnt->source);
	the.fs = xstrdup(mnt->fs_type);
	the.options = mount_data(mnt->super_options);
	the.flags = mount_flags(mnt->options);
	(void)snprintf(the.disk, sizeof(the.disk), "/sys/dev/block/%u:%u",
		       mnt->major, mnt->minor);
	find_driver();
	for (unsigned i = 0; i < ALONE_FILES; i++)
		the.paths[i] = xasprintf("%s/daxbench-check-%d-%u", path,
					 (int)getpid(), i);
}

// What the kernel printed as its options may not be all that it takes.
static int mount_again(void)
{
	const char *dax = strstr(the.options, "dax=always") ? "dax=always"
			  : strstr(the.options, "dax")      ? "dax"
							    : "";

	if (mount(the.source, the.point, the.fs, the.flags, the.options) == 0)
		return 0;
	return mount(the.source, the.point, the.fs, the.flags, dax);
}

static void mount_for_body(struct check *k, const char *options)
{
	if (options &&
	    mount(the.source, the.point, the.fs, the.flags, options) == 0)
		return;
	int code = options ? errno : 0;
	NEED(k, mount_again() == 0, "mounting it again");
	if (code)
		check_skip(k, "needs the mount options '%s': %s", options,
			   strerror(code));
}

// A process that was killed may not be gone yet.
static int unmount(uint64_t patience_ns)
{
	uint64_t deadline = clock_wall_ns() + patience_ns;

	while (umount(the.point) < 0) {
		if (errno != EBUSY || clock_wall_ns() >= deadline)
			return -errno;
		(void)poll(NULL, 0, 20);
	}
	return 0;
}

static bool to_driver(const char *what)
{
	cleanup_free char *path = xasprintf("%s/%s", the.driver, what);
	cleanup_close int fd = open(path, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && write_all(fd, the.device, strlen(the.device)) == 0;
}

static void rebind(struct check *k)
{
	uint64_t deadline = clock_wall_ns() + 5 * SECOND;
	struct stat st;

	if (!to_driver("unbind") || !to_driver("bind"))
		check_broken(k, "taking %s from its driver and back: %m",
			     the.source);
	while (stat(the.source, &st) < 0 && clock_wall_ns() < deadline)
		(void)poll(NULL, 0, 20);
}

static void cycle(struct check *k, bool with_rebind)
{
	int rc = unmount(5 * SECOND);

	if (rc < 0)
		check_broken(
			k,
			"cannot unmount %s (%s): unmount and mount it by hand",
			the.point, strerror(-rc));
	if (with_rebind)
		rebind(k);
	if (mount_again() < 0)
		check_broken(k, "cannot mount %s on %s again: %m", the.source,
			     the.point);
}

noreturn static void run_body(struct check *k, const struct kit_alone *a,
			      int fd)
{
	k->report_fd = fd;
	k->fd = kit_file(k);
	// That of the parent tells of the parent's mappings.
	k->pagemap = pagemap_open(NULL);
	NEED(k, k->pagemap >= 0, "/proc/self/pagemap");
	a->body(k);
	check_pass(k);
}

// The report of the body into k->report; false: it ended without one.
static bool await(struct check *k, pid_t pid, int fd)
{
	uint64_t limit = (uint64_t)(k->the->limit - RESERVE_S) * SECOND;
	uint64_t deadline = clock_wall_ns() + limit;
	struct check_report r;
	size_t got = 0;

	while (got < sizeof(r)) {
		struct pollfd p = { .fd = fd, .events = POLLIN };

		if (clock_wall_ns() >= deadline)
			break;
		if (poll(&p, 1, 100) <= 0)
			continue;
		ssize_t n = read(fd, (char *)&r + got, sizeof(r) - got);
		if (n <= 0)
			break;
		got += (size_t)n;
	}
	(void)kill(pid, SIGKILL);
	if (got == sizeof(r))
		k->report = r;
	return got == sizeof(r);
}

static void pass_on(struct check *k, bool told, int status)
{
	char text[sizeof(k->report.text)];

	memcpy(text, k->report.text, sizeof(text));
	if (!told)
		check_fail(k, "the case ended without a verdict (%s)",
			   WIFSIGNALED(status) ? strsignal(WTERMSIG(status))
					       : "exit");
	switch (k->report.outcome) {
	case CHECK_PASS:
		return;
	case CHECK_SKIP:
		check_skip(k, "%s", text);
	case CHECK_FAIL:
		check_fail(k, "%s", text);
	default:
		check_broken(k, "%s", text);
	}
}

// SIGKILL ends a process that waits for a page that never comes only later:
// without its end the file system stays busy, which cycle() then says.
static int reap(pid_t pid)
{
	uint64_t deadline = clock_wall_ns() + 5 * SECOND;
	int status = 0;

	while (waitpid(pid, &status, WNOHANG) == 0 &&
	       clock_wall_ns() < deadline)
		(void)poll(NULL, 0, 5);
	return status;
}

void kit_alone(struct check *k, const struct kit_alone *a)
{
	int pipe_fd[2], fds[ALONE_FILES], rc;

	(void)close(k->fd);
	find(k);
	if (a->rebind && !the.driver)
		check_skip(k, "needs a driver that can be unbound");
	rc = unmount(SECOND);
	if (rc < 0)
		check_skip(k, "needs the file system for itself: unmount: %s",
			   strerror(-rc));
	mount_for_body(k, a->options);
	NEED(k, pipe2(pipe_fd, O_CLOEXEC) == 0, "pipe");
	pid_t pid = fork();
	NEED(k, pid >= 0, "fork");
	if (pid == 0)
		run_body(k, a, pipe_fd[1]);
	(void)close(pipe_fd[1]);
	bool told = await(k, pid, pipe_fd[0]);
	int status = reap(pid);
	cycle(k, a->rebind);
	for (unsigned i = 0; i < ALONE_FILES; i++) {
		fds[i] = open(the.paths[i], O_RDWR | O_CLOEXEC);
		(void)unlink(the.paths[i]);
	}
	pass_on(k, told, status);
	if (a->after)
		a->after(k, fds);
}
