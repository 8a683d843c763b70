// SPDX-License-Identifier: MIT
// Group M, continued: what other calls say and do about a DAX mapping.
//     daxbench check --group M
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "check/kit.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#define MADV_GUARD_REMOVE 103
#endif
#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP 4
#endif

static unsigned char *filled(struct check *k, unsigned char **ret_model)
{
	unsigned char *model = kit_memory(k, k->pmd), *map;

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	kit_pattern(model, k->pmd, 0, 1);
	kit_pwrite(k, k->fd, model, k->pmd, 0);
	map = kit_map(k, k->fd, 0, k->pmd);
	kit_touch(k, map, true);
	*ret_model = model;
	return map;
}

// M5: memory registered with io_uring stays pinned for as long as its owner
// likes, which would keep freed blocks of the file in use.
static void m5(struct check *k)
{
	struct io_uring_params p = { 0 };
	unsigned char *model, *map = filled(k, &model);
	struct iovec v = { map, k->page };
	int ring = (int)syscall(SYS_io_uring_setup, 4, &p);

	if (ring < 0)
		check_skip(k, "needs io_uring: %m");
	long rc = syscall(SYS_io_uring_register, ring, IORING_REGISTER_BUFFERS,
			  &v, 1);
	EXPECT(k, rc < 0 && errno == EOPNOTSUPP,
	       "registering a DAX mapping as a buffer: %s, not EOPNOTSUPP",
	       rc < 0 ? strerror(errno) : "accepted");
	kit_model(k, "registering a buffer", k->fd, map, model, k->pmd);
}
static const struct check_case case_m5 = {
	.id = "M5",
	.statement =
		"a long-term pin of a DAX mapping is refused with EOPNOTSUPP",
	.reference = "check_vma_flags in mm/gup.c",
	.proof = "control: fails on the page cache, which accepts it",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 10,
	.kernel = KERNEL(5, 1),
	.dax_only = true,
	.run = m5,
};
REGISTER(check_case, case_m5);

// M7: mincore and pagemap say the same of every page, touched or not.
static void m7_same(struct check *k, const char *when, unsigned char *map)
{
	unsigned char *core = kit_memory(k, k->pages);

	NEED(k, mincore(map, k->pmd, core) == 0, "mincore");
	for (uint64_t i = 0; i < k->pages; i++) {
		uint64_t here = kit_present(k, map + i * k->page, k->page);

		EXPECT(k, (core[i] & 1) == here,
		       "%s: page %llu is %s by mincore, %s by pagemap", when,
		       (unsigned long long)i, core[i] & 1 ? "there" : "absent",
		       here ? "there" : "absent");
	}
	(void)munmap(core, k->pages);
}

static void m7(struct check *k)
{
	unsigned char *model, *map = filled(k, &model);

	m7_same(k, "after the store", map);
	NEED(k, madvise(map, k->pmd, MADV_DONTNEED) == 0, "madvise");
	m7_same(k, "after MADV_DONTNEED", map);
	(void)kit_load(map + 5 * k->page);
	m7_same(k, "after a load", map);
	kit_drop(k, map, k->pmd);
	kit_size(k, k->fd, 0);
	kit_size(k, k->fd, k->pmd);
	map = kit_map(k, k->fd, 0, k->pmd);
	(void)kit_load(map + 5 * k->page);
	m7_same(k, "after a load of a hole", map);
}
static const struct check_case case_m7 = {
	.id = "M7",
	.statement = "mincore and pagemap agree on every page of a DAX mapping",
	.reference = "mincore(2); Documentation/admin-guide/mm/pagemap.rst",
	.proof =
		"control: fails on the page cache, where mincore speaks of the cache",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 10,
	.dax_only = true,
	.run = m7,
};
REGISTER(check_case, case_m7);

// M8: data that SEEK_DATA and SEEK_HOLE pass over would be lost by a copy that
// trusts them. Loads may change what is reported, not what is true.
static void m8_legal(struct check *k, const char *when)
{
	unsigned char *buf = kit_memory(k, k->pmd);
	off_t at = 0, end = (off_t)k->pmd;

	kit_pread(k, k->fd, buf, k->pmd, 0);
	while (at < end) {
		off_t data = lseek(k->fd, at, SEEK_DATA);

		NEED(k, data >= 0 || errno == ENXIO, "SEEK_DATA");
		if (data < 0)
			data = end;
		for (off_t i = at; i < data; i++)
			EXPECT(k, buf[i] == 0,
			       "%s: byte %lld is data, SEEK_DATA passes over it",
			       when, (long long)i);
		if (data == end)
			break;
		at = lseek(k->fd, data, SEEK_HOLE);
		NEED(k, at > data, "SEEK_HOLE");
	}
	(void)munmap(buf, k->pmd);
}

static void m8(struct check *k)
{
	unsigned char *map;

	for (int unwritten = 0; unwritten < 2; unwritten++) {
		kit_size(k, k->fd, 0);
		if (unwritten)
			kit_fallocate(k, k->fd, 0, 0, k->pmd);
		kit_size(k, k->fd, k->pmd);
		map = kit_map(k, k->fd, 0, k->pmd);
		(void)kit_load(map);
		m8_legal(k, "after a load");
		kit_store(map + 9 * k->page + 1, 1);
		m8_legal(k, "after a store");
		kit_fill(k, k->fd, 100 * k->page + 5, 1, 1);
		m8_legal(k, "after a write");
		kit_fsync(k, k->fd);
		m8_legal(k, "after fsync");
		kit_drop(k, map, k->pmd);
	}
}
static const struct check_case case_m8 = {
	.id = "M8",
	.statement =
		"SEEK_DATA and SEEK_HOLE never pass over data that was stored or written",
	.reference = "lseek(2); xfstests generic/285",
	.proof = "test: an lseek that finds no data (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 10,
	.run = m8,
};
REGISTER(check_case, case_m8);

// M10: code in the file, mapped and called.
static void m10(struct check *k)
{
#if defined(__x86_64__)
	static const unsigned char code[] = { 0xb8, 0x2a, 0, 0, 0, 0xc3 };
#elif defined(__aarch64__)
	static const unsigned char code[] = { 0x40, 0x05, 0x80, 0x52,
					      0xc0, 0x03, 0x5f, 0xd6 };
#else
	static const unsigned char code[1];
	check_skip(k, "needs code for this processor");
#endif
	const struct kit_map m = { .fd = k->fd,
				   .len = k->pmd,
				   .prot = PROT_READ | PROT_EXEC };
	unsigned char *map;
	int (*call)(void);

	kit_lay(k, k->fd, LAYOUT_WRITTEN, 1);
	kit_pwrite(k, k->fd, code, sizeof(code), 2 * k->page);
	map = kit_map_with(k, &m);
	kit_touch(k, map, false);
	unsigned char *at = map + 2 * k->page;
	__builtin___clear_cache((char *)at, (char *)at + sizeof(code));
	memcpy(&call, &at, sizeof(call));
	int got = call();
	EXPECT(k, got == 42, "the code in the file returned %d, not 42", got);
}
static const struct check_case case_m10 = {
	.id = "M10",
	.statement = "code in a DAX file runs from its mapping",
	.reference = "fd96b8da68d3; xfstests generic/452",
	.proof = "test: a pwrite that writes nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 10,
	.run = m10,
};
REGISTER(check_case, case_m10);

// M12: newer advice and moves. Refused or not, no byte changes.
static void m12(struct check *k)
{
	unsigned char *model, *map = filled(k, &model);
	unsigned char *one = map + 5 * k->page;

	int rc = madvise(map, k->pmd, MADV_COLLAPSE);
	EXPECT(k, rc < 0 || k->set->page_cache || k->variant == CHECK_PMD,
	       "MADV_COLLAPSE of a DAX mapping by PTE succeeded");
	kit_model(k, "MADV_COLLAPSE", k->fd, map, model, k->pmd);
	if (madvise(one, k->page, MADV_GUARD_INSTALL) == 0) {
		NEED(k, madvise(one, k->page, MADV_GUARD_REMOVE) == 0,
		     "MADV_GUARD_REMOVE");
		kit_model(k, "a guard page put in and taken away", k->fd, map,
			  model, k->pmd);
		kit_store(one, model[5 * k->page] = 0x3c);
		kit_model(k, "a store where a guard page was", k->fd, map,
			  model, k->pmd);
	}
	unsigned char *moved = mremap(map, k->pmd, k->pmd,
				      MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL);
	if (moved != MAP_FAILED) {
		kit_store(moved + 77, model[77] = 0x3d);
		kit_model(k, "MREMAP_DONTUNMAP, at the new place", k->fd, moved,
			  model, k->pmd);
		kit_model(k, "MREMAP_DONTUNMAP, at the old place", k->fd, map,
			  model, k->pmd);
	}
	check_note(k, "MREMAP_DONTUNMAP is %s",
		   moved != MAP_FAILED ? "given" : "refused");
}
static const struct check_case case_m12 = {
	.id = "M12",
	.statement =
		"MADV_COLLAPSE, guard pages and MREMAP_DONTUNMAP leave the bytes of a DAX mapping as they are",
	.reference = "madvise(2), mremap(2)",
	.proof = "test: a pread that changes a byte (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 10,
	.run = m12,
};
REGISTER(check_case, case_m12);
