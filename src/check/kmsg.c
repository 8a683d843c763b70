// SPDX-License-Identifier: MIT
#include "check/kmsg.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"

#define RECORD_MAX 8192 // more than the kernel ever gives at a time
#define LINES_MAX 20

enum kmsg_kind kmsg_kind(const char *line)
{
	// The first that is found decides.
	static const struct {
		const char *mark;
		enum kmsg_kind kind;
	} marks[] = {
		{ "soft lockup", KMSG_STALL },
		{ "workqueue lockup", KMSG_STALL },
		{ "hard LOCKUP", KMSG_STALL },
		{ "rcu: INFO", KMSG_STALL },
		{ "kernel BUG at ", KMSG_BROKEN },
		{ "Oops", KMSG_BROKEN },
		{ "BUG: unable to handle", KMSG_BROKEN },
		{ "BUG: kernel NULL pointer", KMSG_BROKEN },
		// A process that dies of one is told of with other words.
		{ "general protection fault, ", KMSG_BROKEN },
		{ "WARNING: ", KMSG_WARNING },
		{ "BUG: ", KMSG_WARNING },
		{ "KASAN", KMSG_WARNING },
		{ "general protection fault", KMSG_WARNING },
		{ "blocked for more than", KMSG_HUNG },
		{ "bad pmd", KMSG_WARNING },
		{ "bad pud", KMSG_WARNING },
		{ "Bad page", KMSG_WARNING },
		{ "EXT4-fs error", KMSG_WARNING },
		{ "Internal error", KMSG_WARNING },
		{ "Corruption of in-memory", KMSG_WARNING },
		{ "possible circular locking", KMSG_WARNING },
	};

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (strstr(line, marks[i].mark))
			return marks[i].kind;
	return KMSG_QUIET;
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

enum kmsg_kind kmsg_trouble(int fd, struct strbuf *out)
{
	char record[RECORD_MAX + 1];
	enum kmsg_kind worst = KMSG_QUIET;
	unsigned lines = 0;

	for (;;) {
		ssize_t n = read(fd, record, RECORD_MAX);

		// EPIPE: records were overwritten; the next are there.
		if (n < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (n <= 0)
			return worst;
		record[n] = '\0';
		char *text = strchr(record, ';');
		char *end = text ? strchr(text, '\n') : NULL;
		if (end)
			*end = '\0';
		enum kmsg_kind kind = text ? kmsg_kind(text + 1) : KMSG_QUIET;
		if (kind == KMSG_QUIET)
			continue;
		if (kind > worst)
			worst = kind;
		if (lines++ < LINES_MAX)
			strbuf_printf(out, "%s\n", text + 1);
	}
}
