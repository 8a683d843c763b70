// SPDX-License-Identifier: MIT
// For vm-explain.sh, inside the guest: make files whose extents nobody drew by
// hand, and look at a file from another process. As first argument:
//   make SEED CHUNKS FILE    seeded allocate, write, punch, collapse, insert,
//                            zero-range and truncate steps
//   extents FILE             FIEMAP records as they are, one a line
//   alternate N FILE         N written blocks, every second one
//   fill N FILE              and the others
//   checker N FILE           N extents of a block: written, unwritten, …
//   punch OFFSET LEN FILE    (busybox fallocate cannot)
//   touch OFFSET SHIFT FILE  load one page of it, SHIFT pages off
//   stores FILE              store to each chunk of it: pmd or pte, one a line
//   sizes                    of a page and of a PMD
//   spend FILE COMMAND...    run it; seconds of the processor, the most memory
//                            in KiB, and seconds by the clock, into FILE
//   nothp COMMAND...         run it under PR_SET_THP_DISABLE
//   crumbs COMMAND...        run it with memory left in single pages only
//   dax on|off PATH          FS_XFLAG_DAX of a file or directory
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/rng.h"

#define FLAG_DAX 0x00008000u // FS_XFLAG_DAX of newer headers

static uint64_t page, pmd;
static struct rng rng;

static void die(const char *what)
{
	perror(what);
	exit(3);
}

// Without transparent huge pages nobody says it.
static uint64_t pmd_size(void)
{
	FILE *f = fopen("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size",
			"re");
	unsigned long long n = 0;

	if (!f)
		return page / sizeof(uint64_t) * page;
	if (fscanf(f, "%llu", &n) != 1)
		die("hpage_pmd_size");
	fclose(f);
	return n;
}

static void put(int fd, uint64_t at, uint64_t len)
{
	static char data[1 << 16];

	memset(data, 0x5a, sizeof(data));
	while (len) {
		size_t n = len < sizeof(data) ? len : sizeof(data);
		ssize_t got = pwrite(fd, data, n, (off_t)at);

		if (got <= 0)
			return; // full: also a history
		at += (uint64_t)got;
		len -= (uint64_t)got;
	}
}

// Mostly page multiples; every second time whole chunks.
static uint64_t length(uint64_t most)
{
	uint64_t unit = rng_below(&rng, 2) ? pmd : page;
	uint64_t n = most / unit;

	return n ? (1 + rng_below(&rng, n < 8 ? n : 8)) * unit : most;
}

static void step(int fd, uint64_t *size, uint64_t limit)
{
	static const int modes[] = {
		0,
		FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE,
		FALLOC_FL_KEEP_SIZE | FALLOC_FL_ZERO_RANGE,
		FALLOC_FL_COLLAPSE_RANGE,
		FALLOC_FL_INSERT_RANGE,
	};
	uint64_t unit = rng_below(&rng, 3) ? pmd : page;
	uint64_t at = rng_below(&rng, limit / unit) * unit;
	uint64_t len = length(limit - at);
	unsigned op = (unsigned)rng_below(&rng, 9);

	if (op >= 5 && op < 8) {
		put(fd, at, len);
	} else if (op == 8) {
		(void)!ftruncate(fd, (off_t)(rng_below(&rng, limit) + 1));
	} else if (op >= 3 && (at + len >= *size || *size + len > limit)) {
		return; // would be EINVAL, or grow for ever
	} else {
		(void)fallocate(fd, modes[op], (off_t)at, (off_t)len);
	}
	struct stat st;

	if (fstat(fd, &st) == 0)
		*size = (uint64_t)st.st_size;
}

static int make(uint64_t seed, uint64_t chunks, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	uint64_t size = 0, limit = chunks * pmd;

	if (fd < 0)
		die(path);
	rng.state = seed;
	for (unsigned steps = 4 + (unsigned)rng_below(&rng, 40); steps; steps--)
		step(fd, &size, limit);
	if (size < limit / 2)
		(void)!ftruncate(fd, (off_t)limit);
	return fsync(fd);
}

static int extents(const char *path)
{
	enum { MOST = 64 };
	struct fiemap *map =
		calloc(1, sizeof(*map) + MOST * sizeof(map->fm_extents[0]));
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || !map)
		die(path);
	for (uint64_t at = 0;;) {
		memset(map, 0, sizeof(*map));
		map->fm_start = at;
		map->fm_length = FIEMAP_MAX_OFFSET - at;
		map->fm_extent_count = MOST;
		if (ioctl(fd, FS_IOC_FIEMAP, map) < 0)
			die("FIEMAP");
		if (!map->fm_mapped_extents)
			return 0;
		for (unsigned i = 0; i < map->fm_mapped_extents; i++) {
			const struct fiemap_extent *e = &map->fm_extents[i];

			printf("%llu %llu %llu 0x%x\n",
			       (unsigned long long)e->fe_logical,
			       (unsigned long long)e->fe_physical,
			       (unsigned long long)e->fe_length, e->fe_flags);
			at = e->fe_logical + e->fe_length;
		}
	}
}

static int alternate(uint64_t n, uint64_t first, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		die(path);
	for (uint64_t i = 0; i < n; i++)
		put(fd, (2 * i + first) * page, page);
	return fsync(fd);
}

static int checker(uint64_t n, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || fallocate(fd, 0, 0, (off_t)(n * page)) < 0)
		die(path);
	for (uint64_t i = 0; i < n; i += 2)
		put(fd, i * page, page);
	return fsync(fd);
}

static int punch(uint64_t at, uint64_t len, const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0 || fallocate(fd, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE,
				(off_t)at, (off_t)len) < 0)
		die(path);
	return fsync(fd);
}

static int touch(uint64_t at, uint64_t shift, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *room = mmap(NULL, 3 * pmd, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);

	if (fd < 0 || room == MAP_FAILED)
		die(path);
	room = (char *)(((uintptr_t)room + pmd - 1) / pmd * pmd);
	volatile char *map = mmap(room + shift * page, page, PROT_READ,
				  MAP_SHARED | MAP_FIXED, fd, (off_t)at);
	if (map == MAP_FAILED)
		die("mmap");
	(void)*map;
	return 0;
}

// A store to the first page of each chunk, and whether the next page came with
// it.
static int stores(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || pagemap < 0 || fstat(fd, &st) < 0)
		die(path);
	uint64_t len = ((uint64_t)st.st_size + pmd - 1) / pmd * pmd;
	char *room = mmap(NULL, len + 2 * pmd, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (room == MAP_FAILED)
		die("mmap");
	room = (char *)(((uintptr_t)room + pmd - 1) / pmd * pmd);
	volatile char *map = mmap(room, len, PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_FIXED, fd, 0);
	if (map == MAP_FAILED)
		die("mmap");
	for (uint64_t at = 0; at < len; at += pmd) {
		off_t entry = (off_t)(((uintptr_t)map + at) / page * 8);
		uint64_t e[2];

		map[at] = 1;
		if (pread(pagemap, e, sizeof(e), entry) != sizeof(e))
			die("pagemap");
		puts(!(e[0] >> 63) ? "nothing" : e[1] >> 63 ? "pmd" : "pte");
	}
	return 0;
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int spend(const char *path, char **command)
{
	FILE *f = fopen(path, "we");
	double begin = now();
	struct rusage used;
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		execvp(command[0], command);
		die(command[0]);
	}
	if (!f || pid < 0 || wait4(pid, &status, 0, &used) != pid)
		die(path);
	fprintf(f, "%.6f %ld %.6f\n",
		seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss,
		now() - begin);
	fclose(f);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}

// Whether a free block of the size of a PMD is left, or a larger one.
static bool has_huge_block(void)
{
	FILE *f = fopen("/proc/buddyinfo", "re");
	unsigned order, huge = 0;
	bool found = false;
	char line[512], *at;

	for (uint64_t n = pmd / page; n > 1; n /= 2)
		huge++;
	if (!f)
		die("buddyinfo");
	while (fgets(line, sizeof(line), f)) {
		at = strstr(line, "zone");
		at = at ? strtok(at, " ") : NULL;
		(void)strtok(NULL, " "); // the zone's name
		for (order = 0; (at = strtok(NULL, " \n")); order++)
			found |= order >= huge && atoi(at) != 0;
	}
	fclose(f);
	return found;
}

// Fill pipes until no block as large as a PMD is free, every second page into
// the same one, and close half of the last of them: pages of pipes stay where
// they are, so that the memory that is free now stays in crumbs.
static int crumbs(char **command)
{
	enum { PAIRS = 1000, BACK = 48, BYTES = 1 << 20 };
	static int ends[PAIRS][2][2];
	const struct rlimit files = { 4 * PAIRS + 64, 4 * PAIRS + 64 };
	static char data[1 << 16];
	int n = 0, status = 0;

	if (setrlimit(RLIMIT_NOFILE, &files) < 0)
		die("setrlimit");
	for (; n < PAIRS && has_huge_block(); n++) {
		for (int i = 0; i < 2; i++)
			if (pipe2(ends[n][i], O_CLOEXEC) < 0 ||
			    fcntl(ends[n][i][1], F_SETPIPE_SZ, BYTES) < 0)
				die("pipe");
		for (uint64_t at = 0; at < 2 * BYTES; at += page)
			if (write(ends[n][at / page % 2][1], data, page) < 0)
				die("write to a pipe");
	}
	if (has_huge_block()) {
		fputs("there is more memory than pipes can hold\n", stderr);
		return 3;
	}
	for (int i = n > BACK ? n - BACK : 0; i < n; i++)
		if (close(ends[i][0][0]) < 0 || close(ends[i][0][1]) < 0)
			die("close");
	pid_t pid = fork();
	if (pid == 0) {
		execvp(command[0], command);
		die(command[0]);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		die("fork");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}

static int dax_flag(bool on, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct fsxattr x = { 0 };

	if (fd < 0 || ioctl(fd, FS_IOC_FSGETXATTR, &x) < 0)
		die(path);
	x.fsx_xflags = on ? x.fsx_xflags | FLAG_DAX : x.fsx_xflags & ~FLAG_DAX;
	if (ioctl(fd, FS_IOC_FSSETXATTR, &x) < 0)
		die(path);
	return 0;
}

int main(int argc, char **argv)
{
	page = (uint64_t)sysconf(_SC_PAGESIZE);
	pmd = pmd_size();
	if (argc == 5 && strcmp(argv[1], "make") == 0)
		return make(strtoull(argv[2], NULL, 10),
			    strtoull(argv[3], NULL, 10), argv[4]);
	if (argc == 3 && strcmp(argv[1], "extents") == 0)
		return extents(argv[2]);
	if (argc == 4 && strcmp(argv[1], "alternate") == 0)
		return alternate(strtoull(argv[2], NULL, 10), 0, argv[3]);
	if (argc == 4 && strcmp(argv[1], "fill") == 0)
		return alternate(strtoull(argv[2], NULL, 10), 1, argv[3]);
	if (argc == 4 && strcmp(argv[1], "checker") == 0)
		return checker(strtoull(argv[2], NULL, 10), argv[3]);
	if (argc == 5 && strcmp(argv[1], "punch") == 0)
		return punch(strtoull(argv[2], NULL, 10),
			     strtoull(argv[3], NULL, 10), argv[4]);
	if (argc == 5 && strcmp(argv[1], "touch") == 0)
		return touch(strtoull(argv[2], NULL, 10),
			     strtoull(argv[3], NULL, 10), argv[4]);
	if (argc == 3 && strcmp(argv[1], "stores") == 0)
		return stores(argv[2]);
	if (argc == 2 && strcmp(argv[1], "sizes") == 0)
		return printf("%llu %llu\n", (unsigned long long)page,
			      (unsigned long long)pmd) < 0;
	if (argc == 4 && strcmp(argv[1], "dax") == 0)
		return dax_flag(strcmp(argv[2], "on") == 0, argv[3]);
	if (argc > 3 && strcmp(argv[1], "spend") == 0)
		return spend(argv[2], argv + 3);
	if (argc > 2 && strcmp(argv[1], "crumbs") == 0)
		return crumbs(argv + 2);
	if (argc > 2 && strcmp(argv[1], "nothp") == 0) {
		if (prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0) < 0)
			die("prctl");
		execvp(argv[2], argv + 2);
		die(argv[2]);
	}
	fputs("usage: see the head of layout-maker.c\n", stderr);
	return 2;
}
