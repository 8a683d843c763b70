// SPDX-License-Identifier: MIT
#include "check/kmsg.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"

#define RECORD_MAX 8192 // more than the kernel ever gives at a time
#define LINES_MAX 20

bool kmsg_is_trouble(const char *line)
{
	static const char *const marks[] = {
		"WARNING: ",
		"BUG: ",
		"kernel BUG at ",
		"Oops",
		"KASAN",
		"general protection fault",
		"blocked for more than",
		"soft lockup",
		"hard LOCKUP",
		"rcu: INFO",
		"bad pmd",
		"bad pud",
		"Bad page",
		"EXT4-fs error",
		"Internal error",
		"Corruption of in-memory",
		"possible circular locking",
	};

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (strstr(line, marks[i]))
			return true;
	return false;
}

int kmsg_open(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	kmsg_skip(fd);
	return fd;
}

void kmsg_skip(int fd)
{
	(void)lseek(fd, 0, SEEK_END);
}

size_t kmsg_trouble(int fd, struct strbuf *out)
{
	char record[RECORD_MAX + 1];
	size_t found = 0;

	for (;;) {
		ssize_t n = read(fd, record, RECORD_MAX);

		// EPIPE: records were overwritten; the next are there.
		if (n < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (n <= 0)
			return found;
		record[n] = '\0';
		char *text = strchr(record, ';');
		char *end = text ? strchr(text, '\n') : NULL;
		if (end)
			*end = '\0';
		if (!text || !kmsg_is_trouble(text + 1))
			continue;
		if (found++ < LINES_MAX)
			strbuf_printf(out, "%s\n", text + 1);
	}
}
