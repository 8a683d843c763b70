// SPDX-License-Identifier: MIT
#include "witness/trace-instance.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/cleanup.h"

// Instances of this process at the same time; also what a killed process of
// the same number may have left.
#define INSTANCES_MAX 8

static int find_tracefs(const struct sysroot *sr, char **ret_dir,
			struct error *err)
{
	static const char *const places[] = {
		"/sys/kernel/tracing",
		"/sys/kernel/debug/tracing", // before 4.1, or only debugfs
	};
	int why = -ENOENT;

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		cleanup_free char *dir =
			xasprintf("%s%s/instances",
				  sysroot_live(sr) ? "" : sr->root, places[i]);

		if (access(dir, W_OK | X_OK) == 0) {
			*ret_dir = TAKE_PTR(dir);
			return 0;
		}
		if (errno != ENOENT)
			why = -errno;
	}
	error_sys(err, why, "cannot use tracefs");
	if (why == -ENOENT)
		error_hint(
			err,
			"mount it: mount -t tracefs tracefs /sys/kernel/tracing");
	else
		error_hint(err, "run as root");
	return why;
}

int trace_instance_open(struct trace_instance *t, const struct sysroot *sr,
			struct error *err)
{
	cleanup_free char *instances = NULL;
	int rc = find_tracefs(sr, &instances, err);

	if (rc < 0)
		return rc;
	for (unsigned i = 0; i < INSTANCES_MAX; i++) {
		cleanup_free char *dir = xasprintf(
			"%s/daxbench-%ld-%u", instances, (long)getpid(), i);

		if (mkdir(dir, 0700) == 0) {
			t->dir = TAKE_PTR(dir);
			return 0;
		}
		if (errno != EEXIST)
			break;
	}
	rc = -errno;
	return error_sys(err, rc, "cannot make a trace instance in '%s'",
			 instances);
}

void trace_instance_close(struct trace_instance *t)
{
	if (!t->dir)
		return;
	(void)!trace_instance_write(t, "tracing_on", "0", NULL);
	(void)!trace_instance_write(t, "events/enable", "0", NULL);
	(void)rmdir(t->dir);
	free(t->dir);
	t->dir = NULL;
}

bool trace_instance_has(const struct trace_instance *t, const char *file)
{
	cleanup_free char *path = xasprintf("%s/%s", t->dir, file);

	return access(path, F_OK) == 0;
}

int trace_instance_write(const struct trace_instance *t, const char *file,
			 const char *text, struct error *err)
{
	cleanup_free char *path = xasprintf("%s/%s", t->dir, file);
	cleanup_close int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : write(fd, text, strlen(text));

	if (n < 0) {
		int rc = -errno;

		return error_sys(err, rc, "cannot write '%s' to '%s'", text,
				 path);
	}
	return 0;
}

int trace_instance_only_us(const struct trace_instance *t,
			   const struct sysroot *sr, struct error *err)
{
	cleanup_names char **tids = NULL;
	cleanup_free char *path = xasprintf("%s/set_event_pid", t->dir);
	int n = sysroot_list(sr, "/proc/self/task", &tids);

	if (n < 0)
		return error_sys(err, n, "cannot list /proc/self/task");
	cleanup_close int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
	for (int i = 0; i < n; i++)
		if (fd < 0 || write(fd, tids[i], strlen(tids[i])) < 0) {
			int rc = -errno;

			return error_sys(err, rc, "cannot write '%s' to '%s'",
					 tids[i], path);
		}
	// Added after set_event_pid itself; without it a thread started later
	// is missed and its chunks have no event, which is told.
	(void)!trace_instance_write(t, "options/event-fork", "1", NULL);
	return 0;
}

int trace_instance_read(const struct trace_instance *t)
{
	cleanup_free char *path = xasprintf("%s/trace", t->dir);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}
