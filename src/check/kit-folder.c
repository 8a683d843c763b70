// SPDX-License-Identifier: MIT
// A folder for the cases that need names. Its own name is that of the process
// of the case, so that the runner finds it whatever became of the case.
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "check/kit.h"

#define OPEN_AT_ONCE 16

static char *path_of(const char *directory, pid_t of_case)
{
	return xasprintf("%s/daxbench-check-%d", directory, (int)of_case);
}

int kit_folder(struct check *k)
{
	cleanup_free char *path = path_of(k->set->directory, getpid());

	NEED(k, mkdir(path, 0700) == 0, path);
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	NEED(k, fd >= 0, path);
	return fd;
}

static int remove_one(const char *path, const struct stat *st ATTR_UNUSED,
		      int type ATTR_UNUSED, struct FTW *ftw ATTR_UNUSED)
{
	return remove(path);
}

void kit_folder_remove(const char *directory, pid_t of_case)
{
	cleanup_free char *path = path_of(directory, of_case);

	// Mostly there is none.
	if (access(path, F_OK) == 0)
		(void)nftw(path, remove_one, OPEN_AT_ONCE,
			   FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
