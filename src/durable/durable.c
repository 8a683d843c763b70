// SPDX-License-Identifier: MIT
#include "durable/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/attr.h"
#include "base/uapi.h"

#define FILE_NAME "daxbench-records"
#define CACHE_LINE 64

static unsigned char *place(const struct durable_writer *w, uint64_t number)
{
	return w->map + number * DURABLE_RECORD_BYTES;
}

// Stored lines out of the CPU's cache. clflush is the one that every x86-64
// has, and it is ordered; weaker ones would only be faster.
static int flush_lines(const unsigned char *at, size_t len)
{
#if defined(__x86_64__)
	for (size_t i = 0; i < len; i += CACHE_LINE)
		__builtin_ia32_clflush(at + i);
	__builtin_ia32_sfence();
	return 0;
#elif defined(__aarch64__)
	for (size_t i = 0; i < len; i += CACHE_LINE)
		__asm__ volatile("dc cvac, %0" : : "r"(at + i) : "memory");
	__asm__ volatile("dsb ish" : : : "memory");
	return 0;
#else
	(void)at;
	(void)len;
	return -EOPNOTSUPP;
#endif
}

static int by_store(struct durable_writer *w, uint64_t number)
{
	memcpy(place(w, number), w->record, sizeof(w->record));
	return 0;
}

static int by_flush(struct durable_writer *w, uint64_t number)
{
	(void)by_store(w, number);
	return flush_lines(place(w, number), sizeof(w->record));
}

static int by_msync(struct durable_writer *w, uint64_t number)
{
	(void)by_store(w, number);
	return msync(place(w, number), sizeof(w->record), MS_SYNC) < 0 ? -errno
								       : 0;
}

static int put(struct durable_writer *w, uint64_t number, int flags)
{
	struct iovec v = { w->record, sizeof(w->record) };
	ssize_t n = pwritev2(w->fd, &v, 1, (off_t)(number * sizeof(w->record)),
			     flags);

	if (n < 0)
		return -errno;
	return (size_t)n == sizeof(w->record) ? 0 : -ENOSPC;
}

static int by_write(struct durable_writer *w, uint64_t number)
{
	return put(w, number, 0);
}

static int by_fsync(struct durable_writer *w, uint64_t number)
{
	int rc = put(w, number, 0);

	return rc < 0 ? rc : fsync(w->fd) < 0 ? -errno : 0;
}

static int by_dsync(struct durable_writer *w, uint64_t number)
{
	return put(w, number, RWF_DSYNC);
}

static const struct durable_mode modes[] = {
	{ "map-sync",
	  "store to a MAP_SYNC mapping, cache lines flushed in user space",
	  true, true, MAP_SHARED_VALIDATE | MAP_SYNC, by_flush },
	{ "msync", "store to a shared mapping, msync of the record", true, true,
	  MAP_SHARED, by_msync },
	{ "fsync", "write, fsync", true, false, 0, by_fsync },
	{ "dsync", "write with RWF_DSYNC", true, false, 0, by_dsync },
	{ "store", "control: store to a shared mapping, nothing else", false,
	  true, MAP_SHARED, by_store },
	{ "write", "control: write, nothing else", false, false, 0, by_write },
};

const char *const durable_mode_names[] = { "map-sync", "msync", "fsync",
					   "dsync",    "store", "write",
					   NULL };
_Static_assert(ARRAY_SIZE(durable_mode_names) == ARRAY_SIZE(modes) + 1,
	       "a name each");

const struct durable_mode *durable_mode(unsigned i)
{
	return i < ARRAY_SIZE(modes) ? &modes[i] : NULL;
}

static char *path_in(const char *directory)
{
	return xasprintf("%s/%s", directory, FILE_NAME);
}

static int sync_directory(const char *directory)
{
	cleanup_close int fd =
		open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 || fsync(fd) < 0 ? -errno : 0;
}

static int map_file(struct durable_writer *w, struct error *err)
{
	uint64_t size = w->records * DURABLE_RECORD_BYTES;

	if (ftruncate(w->fd, (off_t)size) < 0)
		return error_sys(err, -errno, "setting the size of the file");
	w->map = mmap(NULL, size, PROT_READ | PROT_WRITE, w->mode->map_flags,
		      w->fd, 0);
	if (w->map != MAP_FAILED)
		return 0;
	w->map = NULL;
	error_sys(err, -errno, "mapping the file for mode %s", w->mode->name);
	if (w->mode->map_flags & MAP_SYNC)
		error_hint(
			err,
			"MAP_SYNC needs DAX and memory that keeps what the CPU wrote; msync and fsync do without");
	return err->code;
}

int durable_open(struct durable_writer *w, const char *directory,
		 struct error *err)
{
	cleanup_free char *path = path_in(directory);
	int rc = 0;

	w->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (w->fd < 0) {
		rc = error_sys(err, -errno, "creating '%s'", path);
		if (rc == -EEXIST)
			error_hint(
				err,
				"verify what is in it, with --remove, or remove it");
		return rc;
	}
	if (w->mode->mapped)
		rc = map_file(w, err);
	if (rc == 0 && (fsync(w->fd) < 0 || sync_directory(directory) < 0))
		rc = error_sys(err, -errno, "making '%s' durable", path);
	if (rc < 0) {
		durable_close(w);
		(void)unlink(path);
	}
	return rc;
}

int durable_write(struct durable_writer *w, uint64_t number)
{
	durable_record(w->record, w->seed, number);
	return w->mode->write(w, number);
}

void durable_close(struct durable_writer *w)
{
	if (w->map)
		(void)munmap(w->map, w->records * DURABLE_RECORD_BYTES);
	w->map = NULL;
	if (w->fd >= 0)
		(void)close(w->fd);
	w->fd = -1;
}

static void count(struct durable_count *c, enum durable_look look,
		  uint64_t number)
{
	uint64_t *const by_look[] = {
		[DURABLE_FOUND] = &c->found,
		[DURABLE_ABSENT] = &c->absent,
		[DURABLE_TORN] = &c->torn,
		[DURABLE_FOREIGN] = &c->foreign,
	};

	if (number < c->acknowledged)
		++*by_look[look];
	else
		c->beyond += look == DURABLE_FOUND;
}

int durable_verify(const char *directory, uint64_t seed, uint64_t acknowledged,
		   struct durable_count *ret, struct error *err)
{
	cleanup_free char *path = path_in(directory);
	cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct durable_count c = { .acknowledged = acknowledged };

	if (fd < 0)
		return error_sys(err, -errno, "opening '%s'", path);
	for (uint64_t i = 0; i < DURABLE_RECORDS_MAX; i++) {
		unsigned char got[DURABLE_RECORD_BYTES] = { 0 };
		ssize_t n =
			pread(fd, got, sizeof(got), (off_t)(i * sizeof(got)));

		if (n < 0)
			return error_sys(err, -errno,
					 "reading record %llu of '%s'",
					 (unsigned long long)i, path);
		if (n == 0 && i >= acknowledged)
			break;
		count(&c, durable_look(got, seed, i), i);
	}
	*ret = c;
	return 0;
}

int durable_remove(const char *directory, struct error *err)
{
	cleanup_free char *path = path_in(directory);

	if (unlink(path) < 0 || sync_directory(directory) < 0)
		return error_sys(err, -errno, "removing '%s'", path);
	return 0;
}
