// SPDX-License-Identifier: MIT
#include "cmd/stdio-close.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"

static int first_errno;

void stdio_write(const void *data, size_t len)
{
	if (fwrite(data, 1, len, stdout) != len && !first_errno)
		first_errno = errno;
}

static void close_stdout(void)
{
	bool failed = ferror(stdout) != 0;

	errno = 0;
	if (fclose(stdout) == 0 && !failed)
		return;
	int why = first_errno ? first_errno : errno;
	// A reader that went away knows.
	if (why != EPIPE)
		fprintf(stderr,
			"daxbench: cannot write to standard output: %s\n",
			why ? strerror(why) : "write error");
	_exit(EXIT_UNKNOWN);
}

void stdio_close_at_exit(void)
{
	for (int fd = 0; fd <= 2; fd++) {
		if (fcntl(fd, F_GETFD) >= 0)
			continue;
		// The wrong direction on purpose: use fails, as it should.
		(void)open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
	}
	(void)atexit(close_stdout);
}
