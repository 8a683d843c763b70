// SPDX-License-Identifier: MIT
// The least a program can do for the same accesses: what `make bench` holds
// the harness against. Prints the clock's units that each repetition of the
// whole loop took, one a line.
// usage: bare-loop DIRECTORY BYTES REPETITIONS MODE wall|icount BLOCK
//   MODE  pmd, pte    first touches of a fallocated file, mapped anew
//         load, store memcpy of blocks from and to a mapping made anew and
//                     faulted in
//         pread, pwrite of blocks of a written file
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/geometry.h"

struct bench {
	int fd;
	size_t len, block;
	enum clock_kind clock;
	struct geometry geo;
	unsigned char *map, *buffer;
};

static void die(const char *what)
{
	perror(what);
	exit(3);
}

static void map_aligned(struct bench *b)
{
	size_t pmd = b->geo.pmd_bytes;
	char *room = mmap(NULL, b->len + 2 * pmd, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	uintptr_t at = ((uintptr_t)room + pmd - 1) / pmd * pmd;

	b->map = mmap((void *)at, b->len, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_FIXED, b->fd, 0);
	if (room == MAP_FAILED || b->map == MAP_FAILED)
		die("mmap");
}

static void lay_out(struct bench *b)
{
	if (ftruncate(b->fd, 0) < 0 || fsync(b->fd) < 0 ||
	    fallocate(b->fd, 0, 0, (off_t)b->len) < 0 || fsync(b->fd) < 0)
		die("fallocate");
}

static void write_out(struct bench *b)
{
	for (size_t at = 0; at < b->len; at += 4096)
		if (pwrite(b->fd, b->buffer, 4096, (off_t)at) != 4096)
			die("pwrite");
	if (fsync(b->fd) < 0)
		die("fsync");
}

static uint64_t touch(struct bench *b, size_t step)
{
	uint64_t start = clock_read(b->clock);

	for (size_t at = 0; at < b->len; at += step)
		*(volatile unsigned char *)(b->map + at) = 1;
	return clock_read(b->clock) - start;
}

// As the harness does before every repetition: a second pass over the same
// mapping finds more of it in the caches.
static void map_anew(struct bench *b)
{
	if (b->map)
		(void)munmap(b->map, b->len);
	map_aligned(b);
	(void)touch(b, b->geo.page_bytes);
}

static uint64_t first_touch(struct bench *b, bool ptes)
{
	lay_out(b);
	map_aligned(b);
	if (ptes && madvise(b->map, b->len, MADV_NOHUGEPAGE) < 0)
		die("madvise");
	uint64_t took = touch(b, ptes ? b->geo.page_bytes : b->geo.pmd_bytes);

	(void)munmap(b->map, b->len);
	return took;
}

static uint64_t do_pmd(struct bench *b)
{
	return first_touch(b, false);
}

static uint64_t do_pte(struct bench *b)
{
	return first_touch(b, true);
}

// One copy a block. Where the length is a constant the compiler makes moves of
// it, as it would in any program that copies cache lines.
#define DEFINE_COPIES(name, length)                                            \
	static uint64_t load_##name(struct bench *b)                           \
	{                                                                      \
		unsigned char *buffer = b->buffer, *map = b->map;              \
		size_t end = b->len, block = (length);                         \
		uint64_t start = clock_read(b->clock);                         \
                                                                               \
		for (size_t at = 0; at < end; at += block) {                   \
			memcpy(buffer, map + at, block);                       \
			__asm__ volatile("" : : "r"(buffer) : "memory");       \
		}                                                              \
		return clock_read(b->clock) - start;                           \
	}                                                                      \
	static uint64_t store_##name(struct bench *b)                          \
	{                                                                      \
		unsigned char *buffer = b->buffer, *map = b->map;              \
		size_t end = b->len, block = (length);                         \
		uint64_t start = clock_read(b->clock);                         \
                                                                               \
		for (size_t at = 0; at < end; at += block) {                   \
			memcpy(map + at, buffer, block);                       \
			__asm__ volatile("" : : "r"(map) : "memory");          \
		}                                                              \
		return clock_read(b->clock) - start;                           \
	}

DEFINE_COPIES(64, 64)
DEFINE_COPIES(any, b->block)

static uint64_t do_load(struct bench *b)
{
	return b->block == 64 ? load_64(b) : load_any(b);
}

static uint64_t do_store(struct bench *b)
{
	return b->block == 64 ? store_64(b) : store_any(b);
}

static uint64_t do_pread(struct bench *b)
{
	uint64_t start = clock_read(b->clock);

	for (size_t at = 0; at < b->len; at += b->block)
		if (pread(b->fd, b->buffer, b->block, (off_t)at) < 0)
			die("pread");
	return clock_read(b->clock) - start;
}

static uint64_t do_pwrite(struct bench *b)
{
	uint64_t start = clock_read(b->clock);

	for (size_t at = 0; at < b->len; at += b->block)
		if (pwrite(b->fd, b->buffer, b->block, (off_t)at) < 0)
			die("pwrite");
	return clock_read(b->clock) - start;
}

static const struct mode {
	const char *name;
	bool written, mapped;
	uint64_t (*run)(struct bench *b);
} modes[] = {
	{ "pmd", false, false, do_pmd },
	{ "pte", false, false, do_pte },
	{ "load", true, true, do_load },
	{ "store", true, true, do_store },
	{ "pread", true, false, do_pread },
	{ "pwrite", true, false, do_pwrite },
};

static const struct mode *find_mode(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++)
		if (strcmp(modes[i].name, name) == 0)
			return &modes[i];
	return NULL;
}

int main(int argc, char **argv)
{
	const struct mode *mode = argc == 7 ? find_mode(argv[4]) : NULL;
	struct bench b = { 0 };
	char path[4096];

	if (!mode)
		return 2;
	b.len = strtoul(argv[2], NULL, 10);
	b.block = strtoul(argv[6], NULL, 10);
	b.clock = strcmp(argv[5], "icount") == 0 ? CLOCK_KIND_ICOUNT
						 : CLOCK_KIND_WALL;
	geometry_probe(&b.geo, NULL);
	b.buffer = aligned_alloc(4096, 4 << 20);
	memset(b.buffer, 0x5a, 4 << 20);
	(void)snprintf(path, sizeof(path), "%s/bare-loop.%ld", argv[1],
		       (long)getpid());
	b.fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (b.fd < 0)
		die(path);
	(void)unlink(path);
	lay_out(&b);
	if (mode->written)
		write_out(&b);
	for (unsigned i = (unsigned)strtoul(argv[3], NULL, 10); i > 0; i--) {
		if (mode->mapped)
			map_anew(&b);
		printf("%llu\n", (unsigned long long)mode->run(&b));
	}
	return 0;
}
