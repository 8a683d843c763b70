// SPDX-License-Identifier: MIT
// What our own VM script knows of the machine it made and the guest cannot
// see (QEMU version, accelerator, kind of pmem): a file of key=value lines,
// named by DAXBENCH_VM_FACTS.
#include "platform/platform.h"
#include "platform/sysfact.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"

#define SOURCE "daxbench vm"
#define MAX_BYTES 65536
#define MAX_FACTS 64
#define MAX_KEY 64
#define MAX_VALUE 1024

// Read at most `size` bytes; -EFBIG when there are more.
static int read_bounded(const char *path, char *buf, size_t size)
{
	// A FIFO without a writer must not hold us up.
	cleanup_close int fd =
		open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	size_t used = 0;

	if (fd < 0)
		return -errno;
	for (;;) {
		ssize_t n = read(fd, buf + used, size - used);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return (int)used;
		used += (size_t)n;
		if (used == size)
			return -EFBIG;
	}
}

static bool key_is_valid(const char *key)
{
	size_t n = 0;

	for (; key[n]; n++)
		if (!islower((unsigned char)key[n]) &&
		    !isdigit((unsigned char)key[n]) && !strchr("_.", key[n]))
			return false;
	return n > 0 && n <= MAX_KEY;
}

static bool value_is_valid(const char *value)
{
	size_t n = 0;

	for (; value[n]; n++)
		if (value[n] < ' ' || value[n] > '~')
			return false;
	return n <= MAX_VALUE;
}

// Whether the line was well formed.
static bool take_line(struct facts *f, char *line)
{
	char *equals = strchr(line, '=');

	if (!equals)
		return false;
	*equals = '\0';
	if (!key_is_valid(line) || !value_is_valid(equals + 1))
		return false;
	cleanup_free char *key = xasprintf("vm.%s", line);
	if (facts_find(f, key))
		return false;
	facts_text(f, key, SOURCE, equals + 1);
	return true;
}

static void collect(struct facts *f, const struct sysroot *sr)
{
	const char *path = getenv("DAXBENCH_VM_FACTS");
	cleanup_free char *text = xcalloc(1, MAX_BYTES + 1);
	unsigned taken = 0, refused = 0;
	char *save = NULL;

	// It speaks of this machine only; most machines have none.
	if (!path || !path[0] || !sysroot_live(sr))
		return;
	int n = read_bounded(path, text, MAX_BYTES);
	if (n < 0) {
		sysfact_errno(f, "vm", sr, path, n);
		return;
	}
	// What stands behind a NUL is part of no line.
	if (memchr(text, '\0', (size_t)n))
		refused++;
	for (char *line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (taken < MAX_FACTS && take_line(f, line))
			taken++;
		else
			refused++;
	}
	if (refused)
		facts_unknown(f, "vm.malformed_lines", path, FACT_ERROR,
			      "%u lines are not key=value", refused);
}

static const struct probe vm = {
	.name = "vm",
	.summary = "what `daxbench vm` says of the machine it made",
	.order = 90,
	.collect = collect,
};
REGISTER(probe, vm);
