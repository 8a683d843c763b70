// SPDX-License-Identifier: MIT
// Group X: a machine check, as a processor reports broken memory that it reads.
//     daxbench vm --machine-check -- check --case X12 --dangerous
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/outfile.h"
#include "base/sigbus.h"
#include "check/kit-alone.h"
#include "witness/read-pagemap.h"

// Where to ask the host for one: a line "machine-check ADDRESS".
#define CHANNEL "DAXBENCH_MACHINE_CHECK"
#define PATIENCE_NS UINT64_C(8000000000)
#define CHUNKS 4 // of the file: more than the variants make bad
#define PFN_BITS ((UINT64_C(1) << 55) - 1)

static void ask(struct check *k, const char *channel, uint64_t physical)
{
	int fd = open(channel, O_WRONLY | O_NOCTTY | O_CLOEXEC);
	char line[64];
	int n = snprintf(line, sizeof(line), "\nmachine-check 0x%llx\n",
			 (unsigned long long)physical);

	NEED(k, fd >= 0, channel);
	NEED(k, write_all(fd, line, (size_t)n) == 0, channel);
	(void)close(fd);
}

static uint64_t physical(struct check *k, const unsigned char *at)
{
	uint64_t entry;
	int rc = pagemap_read(k->pagemap, (uintptr_t)at, k->page, &entry, 1);

	errno = -rc;
	NEED(k, rc == 0, "/proc/self/pagemap");
	if (!(entry & PFN_BITS))
		check_skip(k, "needs the page frame: CAP_SYS_ADMIN");
	return (entry & PFN_BITS) * k->page;
}

// The offset of a chunk that holds generation 1. The bus remembers the memory
// that was reported before, though the driver was taken away: a file may be
// laid over it and cannot be written there, and Linux 5.10 dies of trying
// (the page is no longer in its direct map). So the variants, whose files lie
// alike, begin with different chunks.
static uint64_t sound_chunk(struct check *k)
{
	unsigned char *bytes = kit_memory(k, k->pmd);
	const unsigned first = k->variant == CHECK_PMD ? 0 : CHUNKS / 2;

	kit_lay(k, k->fd, LAYOUT_UNWRITTEN, CHUNKS);
	for (unsigned i = first; i < CHUNKS; i++) {
		const uint64_t chunk = i * k->pmd;

		kit_pattern(bytes, k->pmd, chunk, 1);
		ssize_t n = pwrite(k->fd, bytes, k->pmd, (off_t)chunk);
		if (n == (ssize_t)k->pmd)
			return chunk;
		NEED(k, n >= 0 || errno == EIO, "pwrite");
	}
	check_broken(k, "none of %u chunks can be written", CHUNKS - first);
}

// X12: the process reads one page over and over; the host reports an error in
// it to the processor. The signal names the page with the size of its mapping,
// and every other page of the chunk stays readable.
static void x12_body(struct check *k)
{
	const char *channel = getenv(CHANNEL);
	const uint64_t bad = 5 * k->page;
	struct sigbus_guard g;
	unsigned char *map;

	const uint64_t chunk = sound_chunk(k);
	map = kit_map(k, k->fd, chunk, k->pmd);
	kit_touch(k, map, true);
	(void)kit_load(map + bad);
	const uint64_t where = physical(k, map + bad);
	const uint64_t deadline = clock_wall_ns() + PATIENCE_NS;

	if (SIGBUS_GUARD(&g) == 0) {
		ask(k, channel, where);
		while (clock_wall_ns() < deadline)
			for (unsigned i = 0; i < 1000000; i++)
				(void)kit_load(map + bad);
		sigbus_leave(&g);
		check_fail(
			k,
			"no SIGBUS while a page with a machine check is read");
	}
	EXPECT(k, g.code == BUS_MCEERR_AR, "SIGBUS is %s, not BUS_MCEERR_AR",
	       sigbus_code_name(g.code));
	kit_bus_entry(k, &g, map + bad);
	for (uint64_t at = 0; at < k->pmd; at += k->page)
		EXPECT(k,
		       at == bad ||
			       (!kit_try_load(k, map + at) &&
				kit_load(map + at) == kit_byte(chunk + at, 1)),
		       "page %llu of the chunk cannot be read any more",
		       (unsigned long long)(at / k->page));
	unsigned char *buf = kit_memory(k, k->page);
	ssize_t n = pread(k->fd, buf, k->page, (off_t)(chunk + bad));
	check_note(k, "pread of the page afterwards: %s",
		   n < 0 ? strerror(errno) : "its bytes");
}

static void x12(struct check *k)
{
	if (!getenv(CHANNEL))
		check_skip(
			k,
			"needs a host that can be asked for one: daxbench vm --machine-check");
	kit_alone(k, &(struct kit_alone){ .body = x12_body, .rebind = true });
}
static const struct check_case case_x12 = {
	.id = "X12",
	.statement =
		"a machine check in a page is SIGBUS with BUS_MCEERR_AR and the size of its mapping for who reads it, and the rest of the chunk stays readable",
	.reference =
		"sigaction(2), BUS_MCEERR_AR; mf_generic_kill_procs in mm/memory-failure.c",
	.proof = "test: a host that sends none (vm-machine-check)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 60,
	.danger =
		"has the host report broken memory, which panics a kernel that is hit in its own code; unmounts the file system, takes the device from its driver and back, and mounts it again",
	.dax_only = true,
	.run = x12,
};
REGISTER(check_case, case_x12);
