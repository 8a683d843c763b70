// SPDX-License-Identifier: MIT
// The least a program can do to take the same faults as pmd-fault and
// pte-fault: what `make bench` holds the harness against. Prints the clock's
// units that each repetition of the whole loop took, one a line.
// usage: bare-loop DIRECTORY BYTES REPETITIONS pmd|pte wall|icount
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/geometry.h"

static void die(const char *what)
{
	perror(what);
	exit(3);
}

static unsigned char *map_aligned(int fd, size_t len, size_t pmd)
{
	char *room = mmap(NULL, len + 2 * pmd, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	uintptr_t at = ((uintptr_t)room + pmd - 1) / pmd * pmd;
	void *map = mmap((void *)at, len, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_FIXED, fd, 0);

	if (room == MAP_FAILED || map == MAP_FAILED)
		die("mmap");
	return map;
}

static void lay_out(int fd, size_t len)
{
	if (ftruncate(fd, 0) < 0 || fsync(fd) < 0 ||
	    fallocate(fd, 0, 0, (off_t)len) < 0 || fsync(fd) < 0)
		die("fallocate");
}

static uint64_t touch_all(unsigned char *map, size_t len, size_t step,
			  enum clock_kind clock)
{
	uint64_t start = clock_read(clock);

	for (size_t at = 0; at < len; at += step)
		*(volatile unsigned char *)(map + at) = 1;
	return clock_read(clock) - start;
}

int main(int argc, char **argv)
{
	struct geometry geo;

	if (argc != 6)
		return 2;
	size_t len = strtoul(argv[2], NULL, 10);
	unsigned repetitions = (unsigned)strtoul(argv[3], NULL, 10);
	int ptes = strcmp(argv[4], "pte") == 0;
	enum clock_kind clock = strcmp(argv[5], "icount") == 0
					? CLOCK_KIND_ICOUNT
					: CLOCK_KIND_WALL;
	char path[4096];

	geometry_probe(&geo, NULL);
	(void)snprintf(path, sizeof(path), "%s/bare-loop.%ld", argv[1],
		       (long)getpid());
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd < 0)
		die(path);
	(void)unlink(path);
	size_t step = ptes ? geo.page_bytes : geo.pmd_bytes;
	for (unsigned i = 0; i < repetitions; i++) {
		lay_out(fd, len);
		unsigned char *map = map_aligned(fd, len, geo.pmd_bytes);

		if (ptes && madvise(map, len, MADV_NOHUGEPAGE) < 0)
			die("madvise");
		printf("%llu\n",
		       (unsigned long long)touch_all(map, len, step, clock));
		(void)munmap(map, len);
	}
	return 0;
}
