// SPDX-License-Identifier: MIT
// What the cases are written with. All of this runs in the child of one case
// and ends it at the first deviation, so a case reads as its procedure: no
// error paths, nothing to release (the files have no names, the process ends).
//
// Patterns: byte `at` of a file filled with generation `gen` is
// kit_byte(at, gen), never 0, so that zeros, stale and shifted data show.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdnoreturn.h>
#include <sys/mman.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/evidence.h"
#include "base/rng.h"
#include "check/check.h"
#include "explain/forecast.h"
#include "target/target.h"

struct sigbus_guard;

struct check_report {
	enum check_outcome outcome;
	uint64_t pmd_chunks, pte_chunks;
	char text[400];
};

struct check {
	const struct check_case *the;
	const struct check_setting *set;
	enum check_variant variant;
	uint64_t page, pmd; // sizes
	uint64_t pages;     // in a chunk
	int fd; // the device, or an empty file of its own, without a name
	int pagemap;
	struct rng rng;
	int report_fd;
	struct check_report report;
};

// Each ends the process.
noreturn void check_fail(struct check *k, const char *fmt, ...)
	ATTR_PRINTF(2, 3);
noreturn void check_skip(struct check *k, const char *fmt, ...)
	ATTR_PRINTF(2, 3);
noreturn void check_broken(struct check *k, const char *fmt, ...)
	ATTR_PRINTF(2, 3);
noreturn void check_pass(struct check *k);
// Said beside a pass.
void check_note(struct check *k, const char *fmt, ...) ATTR_PRINTF(2, 3);

// The statement of the case does not hold unless…
#define EXPECT(k, condition, ...)                                              \
	do {                                                                   \
		if (!(condition))                                              \
			check_fail(k, __VA_ARGS__);                            \
	} while (0)
// The case cannot be carried out unless… errno is added.
#define NEED(k, condition, what)                                               \
	do {                                                                   \
		if (!(condition))                                              \
			check_broken(k, "%s: %m", what);                       \
	} while (0)

// Files. All offsets and lengths are bytes.
int kit_file(struct check *k);
int kit_device(struct check *k);
// The file opened once more, with flags of its own; as open(2).
int kit_open_again(int fd, int flags);
// A folder of its own, with a name, for what needs names; one a case. The
// runner removes it with all that is in it.
int kit_folder(struct check *k);
void kit_folder_remove(const char *directory, pid_t of_case);
void kit_size(struct check *k, int fd, uint64_t size);
// Lay out `chunks` chunks. The PMD variant is skipped when the blocks that the
// file system gave cannot be mapped by PMD.
void kit_lay(struct check *k, int fd, enum layout_extents extents,
	     uint64_t chunks);
// What the blocks of the first `size` bytes allow now; forecast_release() it.
void kit_forecast(struct check *k, int fd, uint64_t size, struct forecast *ret);
// -EOPNOTSUPP skips the case, any other error breaks it.
void kit_fallocate(struct check *k, int fd, int mode, uint64_t at,
		   uint64_t len);
// Give this empty file all free blocks, ever smaller pieces of them, until the
// file system says ENOSPC to one block. Returns how many bytes it has then; a
// last few blocks may still come from what was set apart.
uint64_t kit_take_all(struct check *k, int fd);
void kit_fsync(struct check *k, int fd);
void kit_pwrite(struct check *k, int fd, const void *buf, uint64_t len,
		uint64_t at);
void kit_pread(struct check *k, int fd, void *buf, uint64_t len, uint64_t at);
void *kit_memory(struct check *k, uint64_t len); // zeroed, page-aligned
unsigned char kit_byte(uint64_t at, unsigned gen);
void kit_pattern(unsigned char *buf, uint64_t len, uint64_t at, unsigned gen);
void kit_fill(struct check *k, int fd, uint64_t at, uint64_t len, unsigned gen);

// Comparing; `what` says in the failure where the bytes came from.
void kit_same(struct check *k, const char *what, const unsigned char *got,
	      const unsigned char *want, uint64_t len, uint64_t at);
void kit_zeros(struct check *k, const char *what, const unsigned char *got,
	       uint64_t len, uint64_t at);
// The file from 0, by pread and through the mapping (unless NULL).
void kit_model(struct check *k, const char *what, int fd,
	       const unsigned char *map, const unsigned char *model,
	       uint64_t len);
// [at, at + len) by pread and through the mapping of the file from 0.
void kit_zero_range(struct check *k, const char *what, int fd,
		    const unsigned char *map, uint64_t at, uint64_t len);

// Mappings.
struct kit_map {
	int fd;
	uint64_t at, len;
	int prot;       // 0: read and write
	int flags;      // 0: MAP_SHARED
	bool ptes;      // force PTEs whatever the variant
	uint64_t shift; // bytes off the colour of the file offset
};
// At an address of the file's colour with nothing near, PTEs forced in the PTE
// variant.
unsigned char *kit_map_with(struct check *k, const struct kit_map *m);
// Shared, read and write.
unsigned char *kit_map(struct check *k, int fd, uint64_t at, uint64_t len);
void kit_unmap(struct check *k, void *at, uint64_t len);
// What kit_map() and kit_map_with() gave, with the room kept around it.
void kit_drop(struct check *k, void *map, uint64_t len);

// Present pages by /proc/self/pagemap.
uint64_t kit_present(struct check *k, const void *at, uint64_t len);
// The chunk around `at`, of which one page was touched since it was mapped:
// PMD, PTE or NONE, by pagemap and, where there is PAGEMAP_SCAN, by that too.
enum page_size kit_witness(struct check *k, const void *at);
// Touch one byte and hold what maps it against the variant.
void kit_touch(struct check *k, unsigned char *at, bool store);
// Against that size; says nothing on a page-cache target.
void kit_mapped(struct check *k, const char *what, const void *at,
		enum page_size want);

// Faults of this thread that one access takes.
uint64_t kit_load_faults(struct check *k, const unsigned char *at);
uint64_t kit_store_faults(struct check *k, unsigned char *at, unsigned char v);
// 0, or si_code of the SIGBUS, which must lie in that page.
int kit_try_load(struct check *k, const unsigned char *at);
int kit_try_store(struct check *k, unsigned char *at, unsigned char v);
// Against a SIGBUS for broken memory at that page, mapped in the variant: the
// size of the entry in si_addr_lsb, and an address in the entry.
void kit_bus_entry(struct check *k, const struct sigbus_guard *g,
		   const unsigned char *at);
void kit_bus(struct check *k, const char *what, unsigned char *at);
void kit_no_bus(struct check *k, const char *what, unsigned char *at);

static inline unsigned char kit_load(const unsigned char *at)
{
	return *(const volatile unsigned char *)at;
}

static inline void kit_store(unsigned char *at, unsigned char v)
{
	*(volatile unsigned char *)at = v;
}
