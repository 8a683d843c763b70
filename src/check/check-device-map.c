// SPDX-License-Identifier: MIT
// Group V: what a device-dax instance maps, and what it refuses to.
//     daxbench check --group V --target /dev/dax0.0 --destroy-data
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "base/plural.h"
#include "check/kit-device.h"

#define DEVICE_C "drivers/dax/device.c: "

static void refused(struct check *k, const char *what,
		    const struct kit_unit_map *m)
{
	unsigned char *map;
	int code = kit_unit_try(k, m, &map);

	EXPECT(k, code == EINVAL, "%s: %s, not %s", what, kit_errno(code),
	       strerror(EINVAL));
}

// V1: mappings that are private, or whose address or length is no multiple of
// the alignment. (A length is rounded up to pages first; memory for a private
// one is not to be reckoned, or a large one is refused for that.)
static void v1(struct check *k)
{
	const uint64_t unit = kit_unit(k), page = k->page;

	refused(k, "MAP_PRIVATE",
		&(struct kit_unit_map){ .flags = MAP_PRIVATE | MAP_NORESERVE });
	refused(k, "MAP_PRIVATE for loads",
		&(struct kit_unit_map){ .flags = MAP_PRIVATE | MAP_NORESERVE,
					.prot = PROT_READ });
	if (unit > page) {
		refused(k, "one page",
			&(struct kit_unit_map){ .len = page,
						.anywhere = true });
		refused(k, "one page more than a unit",
			&(struct kit_unit_map){ .len = unit + page,
						.anywhere = true });
		refused(k, "an address one page off",
			&(struct kit_unit_map){ .shift = page });
	}
	unsigned char *map =
		kit_unit_map(k, &(struct kit_unit_map){ .anywhere = true });
	EXPECT(k, (uintptr_t)map % unit == 0,
	       "the address that mmap chose is no multiple of the alignment");
}
static const struct check_case case_v1 = {
	.id = "V1",
	.statement =
		"a private mapping, and one whose address or length is no multiple of the alignment, is EINVAL",
	.reference = DEVICE_C "check_vma(); ndctl test/device-dax.c",
	.proof = "test: an mmap that never refuses (vm-devdax)",
	.limit = 10,
	DEVICE_CASE,
	.run = v1,
};
REGISTER(check_case, case_v1);

// V2: the last unit can be accessed, one behind it is SIGBUS.
static void v2(struct check *k)
{
	const uint64_t unit = kit_unit(k);
	const struct kit_unit_map over = { .at = k->set->capacity - unit,
					   .len = 2 * unit };
	unsigned char *map = kit_unit_map(k, &over);

	EXPECT(k,
	       !kit_try_load(k, map + unit - 1) &&
		       !kit_try_store(k, map + unit - 1, 1),
	       "SIGBUS in the last unit of the device");
	kit_bus(k, "behind the end of the device", map + unit);
}
static const struct check_case case_v2 = {
	.id = "V2",
	.statement =
		"the last unit of the device can be accessed, what lies behind it is SIGBUS",
	.reference = DEVICE_C "dax_pgoff_to_phys()",
	.proof = "test: an mmap of other memory (vm-devdax)",
	.limit = 10,
	DEVICE_CASE,
	.run = v2,
};
REGISTER(check_case, case_v2);

// V3: units are never taken apart, and what was tried leaves no trace.
static void v3(struct check *k)
{
	const uint64_t unit = kit_unit(k), page = k->page;

	if (unit == page)
		check_skip(k, "needs an alignment of more than a page");
	unsigned char *map = kit_unit_first(k);
	kit_store(map, 1);
	kit_store(map + page, 2);
	int code = munmap(map + page, page) < 0 ? errno : 0;
	EXPECT(k, code == EINVAL, "munmap of one page: %s, not %s",
	       kit_errno(code), strerror(EINVAL));
	code = mprotect(map + page, page, PROT_READ) < 0 ? errno : 0;
	EXPECT(k, code == EINVAL, "mprotect of one page: %s, not %s",
	       kit_errno(code), strerror(EINVAL));
	EXPECT(k,
	       !kit_try_load(k, map) && kit_load(map) == 1 &&
		       kit_load(map + page) == 2,
	       "what was refused changed the mapping");
}
static const struct check_case case_v3 = {
	.id = "V3",
	.statement =
		"munmap and mprotect of a part of a unit are EINVAL and change nothing",
	.reference = DEVICE_C "dev_dax_may_split()",
	.proof = "test: a munmap that does nothing (vm-devdax)",
	.limit = 10,
	DEVICE_CASE,
	.run = v3,
};
REGISTER(check_case, case_v3);

// V5: one fault a unit, also by a load, which leaves nothing for a store.
static void v5(struct check *k)
{
	const uint64_t unit = kit_unit(k);
	unsigned char *map = kit_unit_first(k);
	uint64_t n = kit_load_faults(k, map);

	EXPECT(k, n == 1, "the first load took %llu faults, not 1",
	       (unsigned long long)n);
	n = kit_load_faults(k, map + unit - k->page);
	EXPECT(k, n == 0, "the last page of the unit took another fault");
	n = kit_store_faults(k, map + unit / 2, 1);
	EXPECT(k, n == 0, "a store after the load took %llu fault%s, not 0",
	       (unsigned long long)n, plural(n));
	// A walk of the page table would take a PUD apart.
	if (unit > k->pmd)
		return;
	uint64_t pages = kit_present(k, map, unit);
	EXPECT(k, pages == unit / k->page,
	       "%llu of %llu pages of the unit are present",
	       (unsigned long long)pages, (unsigned long long)(unit / k->page));
	k->report.pmd_chunks += unit == k->pmd;
	k->report.pte_chunks += unit < k->pmd;
}
static const struct check_case case_v5 = {
	.id = "V5",
	.statement =
		"the first load of a unit is one fault that maps all of it, for stores too",
	.reference = DEVICE_C "dev_dax_huge_fault()",
	.proof = "test: an mmap of other memory (vm-devdax)",
	.limit = 10,
	DEVICE_CASE,
	.run = v5,
};
REGISTER(check_case, case_v5);

// V9: mmap takes an offset that is no multiple of the alignment. What it maps
// must then be SIGBUS, or the bytes at that offset; never others.
static void v9(struct check *k)
{
	const uint64_t unit = kit_unit(k), page = k->page;
	unsigned char *map = NULL;

	if (unit == page)
		check_skip(k, "needs an alignment of more than a page");
	if (k->set->capacity < 2 * unit)
		check_skip(k, "needs a device of two units");
	unsigned char *all =
		kit_unit_map(k, &(struct kit_unit_map){ .len = 2 * unit });
	for (uint64_t at = 0; at < 4 * page; at += page)
		kit_store(all + at, (unsigned char)(1 + at / page));
	int code = kit_unit_try(k, &(struct kit_unit_map){ .at = page }, &map);
	EXPECT(k, code == 0 || code == EINVAL, "mmap: %s", kit_errno(code));
	if (code || kit_try_load(k, map))
		return;
	EXPECT(k, kit_load(map) == 2,
	       "offset %llu shows the bytes of offset %llu",
	       (unsigned long long)page,
	       (unsigned long long)((kit_load(map) - 1u) * page));
}
static const struct check_known known_v9[] = {
	{ KERNEL(5, 10), 0, NULL, "shows the bytes of offset",
	  "mmap checks address and length, not the offset, and a fault then maps the unit around it: found by this case" },
	{ 0 },
};
static const struct check_case case_v9 = {
	.id = "V9",
	.statement =
		"a mapping at an offset that is no multiple of the alignment never shows the bytes of another offset",
	.reference = DEVICE_C "check_vma(), __dev_dax_pmd_fault()",
	.proof = "test: an mmap that drops the offset (vm-devdax)",
	.limit = 10,
	DEVICE_CASE,
	.known = known_v9,
	.run = v9,
};
REGISTER(check_case, case_v9);
