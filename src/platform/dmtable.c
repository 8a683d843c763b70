// SPDX-License-Identifier: MIT
#include "platform/dmtable.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/dm-ioctl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/alloc.h"

#define CONTROL "/dev/mapper/control"
#define SECTOR_BYTES 512u
#define TABLE_BYTES 65536u
#define MOST_LEGS 64u

// The records of an answer that has come whole.
static int put_records(const struct dm_ioctl *io, struct strbuf *out)
{
	const char *data = (const char *)io + io->data_start;
	const char *end = (const char *)io + io->data_size;
	const char *at = data;

	for (uint32_t i = 0; i < io->target_count; i++) {
		struct dm_target_spec spec;

		if ((size_t)(end - at) < sizeof(spec))
			return -EBADMSG;
		memcpy(&spec, at, sizeof(spec));
		spec.target_type[sizeof(spec.target_type) - 1] = '\0';
		at += sizeof(spec);
		if (!memchr(at, '\0', (size_t)(end - at)))
			return -EBADMSG;
		strbuf_printf(out, "%llu %llu %s %s\n",
			      (unsigned long long)spec.sector_start,
			      (unsigned long long)spec.length, spec.target_type,
			      at);
		// It counts from the first record; the last one's is padded.
		at = spec.next < (size_t)(end - data) ? data + spec.next : end;
	}
	return 0;
}

int dmtable_ask(unsigned major, unsigned minor, struct strbuf *out)
{
	cleanup_close int fd = open(CONTROL, O_RDWR | O_CLOEXEC);
	cleanup_free struct dm_ioctl *io = xcalloc(1, TABLE_BYTES);

	if (fd < 0)
		return -errno;
	*io = (struct dm_ioctl){
		.version = { DM_VERSION_MAJOR, 0, 0 },
		.data_size = TABLE_BYTES,
		.data_start = sizeof(*io),
		.flags = DM_STATUS_TABLE_FLAG,
		// As the kernel writes large device numbers.
		.dev = (minor & 0xff) | ((uint64_t)major << 8) |
		       ((uint64_t)(minor & ~0xffu) << 12),
	};
	if (ioctl(fd, DM_TABLE_STATUS, io) < 0)
		return -errno;
	if (io->flags & DM_BUFFER_FULL_FLAG)
		return -E2BIG;
	return put_records(io, out);
}

void dmtable_release(struct dmtable *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->v[i].legs);
	free(t->v);
	*t = (struct dmtable){ 0 };
}

static bool sectors(const char *word, uint64_t *ret)
{
	char *end;

	errno = 0;
	unsigned long long n = word ? strtoull(word, &end, 10) : 0;
	if (!word || *word < '0' || *word > '9' || *end || errno ||
	    n > INT64_MAX / SECTOR_BYTES)
		return false;
	*ret = (uint64_t)n * SECTOR_BYTES;
	return true;
}

// "259:0 2048"
static bool take_leg(struct dm_target *t, char **save)
{
	const char *dev = strtok_r(NULL, " ", save);
	const char *start = strtok_r(NULL, " ", save);
	struct dm_leg leg = { 0 };
	char after;

	if (!dev ||
	    sscanf(dev, "%u:%u%c", &leg.major, &leg.minor, &after) != 2 ||
	    !sectors(start, &leg.start))
		return false;
	t->legs = xreallocarray(t->legs, t->n_legs + 1, sizeof(*t->legs));
	t->legs[t->n_legs++] = leg;
	return true;
}

// "2 4096 259:0 0 259:1 0"
static bool take_stripes(struct dm_target *t, char **save)
{
	const char *count = strtok_r(NULL, " ", save);
	const char *size = strtok_r(NULL, " ", save);
	uint64_t n = 0;

	if (!sectors(count, &n) || !sectors(size, &t->stripe) || !t->stripe)
		return false;
	n /= SECTOR_BYTES;
	for (uint64_t i = 0; i < n; i++)
		if (i == MOST_LEGS || !take_leg(t, save))
			return false;
	return n > 0;
}

// Of another type nothing more is known; it is passed on without legs.
static bool take_line(struct dm_target *t, char *line)
{
	char *save = NULL;
	const char *start = strtok_r(line, " ", &save);
	const char *len = strtok_r(NULL, " ", &save);
	const char *type = strtok_r(NULL, " ", &save);
	uint64_t bytes = 0;

	if (!sectors(start, &t->start) || !sectors(len, &bytes) || !bytes ||
	    !type)
		return false;
	t->end = t->start + bytes;
	if (strcmp(type, "linear") == 0)
		return take_leg(t, &save) && !strtok_r(NULL, " ", &save);
	return strcmp(type, "striped") != 0 || take_stripes(t, &save);
}

int dmtable_parse(struct dmtable *t, const char *text, struct error *err)
{
	cleanup_free char *copy = xstrdup(text);
	char *save = NULL;

	*t = (struct dmtable){ 0 };
	for (char *line = strtok_r(copy, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		uint64_t at = t->n ? t->v[t->n - 1].end : 0;

		t->v = xreallocarray(t->v, t->n + 1, sizeof(*t->v));
		t->v[t->n++] = (struct dm_target){ 0 };
		if (take_line(&t->v[t->n - 1], line) &&
		    t->v[t->n - 1].start == at)
			continue;
		dmtable_release(t);
		return error_set(
			err, -EBADMSG,
			"the device-mapper table is not understood ('%.40s')",
			line);
	}
	return 0;
}
