// SPDX-License-Identifier: MIT
/*
 * fault-cost - median cost of page faults on DAX, in TSC ticks
 *
 * Usage: fault-cost DIRECTORY
 *
 * For vm-icount.sh: under 'daxbench vm --icount' the TSC counts instructions,
 * so what this prints must be the same at every boot. It stands apart from
 * daxbench on purpose: it checks the clock of the machine, not the tool.
 * Prints "pmd MEDIAN" and "pte MEDIAN".
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <x86intrin.h>

#define FILE_LEN (64UL << 20)
#define CHUNK_LEN (2UL << 20)
#define PAGE_LEN 4096UL

static uint64_t ticks[FILE_LEN / PAGE_LEN];

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* One write per step; 'shift' misaligns the mapping so that no PMD fits */
static uint64_t median_fault(const char *path, size_t step, size_t shift)
{
	size_t len = FILE_LEN - CHUNK_LEN, n = 0;
	char *area, *map;
	int fd;

	unlink(path);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd < 0)
		err(1, "open '%s'", path);
	if (fallocate(fd, 0, 0, FILE_LEN))
		err(1, "fallocate '%s'", path);
	area = mmap(NULL, FILE_LEN + 2 * CHUNK_LEN, PROT_NONE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (area == MAP_FAILED)
		err(1, "mmap");
	map = (char *)(((uintptr_t)area + CHUNK_LEN - 1) & ~(CHUNK_LEN - 1));
	map = mmap(map + shift, len, PROT_READ | PROT_WRITE,
		   MAP_SHARED | MAP_FIXED, fd, 0);
	if (map == MAP_FAILED)
		err(1, "mmap '%s'", path);
	for (size_t at = 0; at + step <= len; at += step) {
		uint64_t start = __rdtsc();

		*(volatile char *)(map + at) = 1;
		ticks[n++] = __rdtsc() - start;
	}
	munmap(area, FILE_LEN + 2 * CHUNK_LEN);
	close(fd);
	unlink(path);
	qsort(ticks, n, sizeof(ticks[0]), by_value);
	return ticks[n / 2];
}

int main(int argc, char **argv)
{
	char path[4096];

	if (argc != 2)
		errx(2, "usage: fault-cost DIRECTORY");
	snprintf(path, sizeof(path), "%s/fault-cost.tmp", argv[1]);
	printf("pmd %lu\n", median_fault(path, CHUNK_LEN, 0));
	printf("pte %lu\n", median_fault(path, PAGE_LEN, PAGE_LEN));
	return 0;
}
