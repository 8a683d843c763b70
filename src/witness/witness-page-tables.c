// SPDX-License-Identifier: MIT
// Page-table bytes: VmPTE of /proc/self/status across the touches. A chunk
// mapped by PTEs needs a table of them, one mapped by a PMD needs none. It
// sees the whole process, so it speaks only when nothing else can explain the
// figure (judge-tables.h) and never counts.
//
// The upper levels above the range are made to exist before: one page is
// touched on either side, in the address space that the mapping keeps around
// itself.
#include <errno.h>
#include <sys/mman.h>

#include "witness/judge-tables.h"
#include "witness/read-counters.h"
#include "witness/witness.h"

#define STATUS "/proc/self/status"
#define SIDES 2

struct tables_state {
	uint64_t vm_pte, vm_size;
	uint64_t upper; // tables of upper levels that may be made
	void *laid[SIDES];
	size_t page_bytes;
};

static int read_status(const struct sysroot *sr, uint64_t *ret_pte,
		       uint64_t *ret_size)
{
	cleanup_strbuf struct strbuf text = { 0 };
	int rc = sysroot_read(sr, STATUS, &text);

	if (rc < 0)
		return rc;
	rc = counter_find_bytes(strbuf_str(&text), text.len, "VmPTE", ret_pte);
	if (rc < 0)
		return rc;
	return counter_find_bytes(strbuf_str(&text), text.len, "VmSize",
				  ret_size);
}

// Touch one page of reserved address space; the tables above it then exist.
static bool lay(struct tables_state *s, const struct mapping *m, unsigned side,
		uint64_t addr)
{
	uint64_t low = (uintptr_t)m->reserved;
	void *page =
		(void *)(uintptr_t)addr; // NOLINT: an address by arithmetic

	if (!low || addr < low ||
	    addr + s->page_bytes > low + m->reserved_len ||
	    mprotect(page, s->page_bytes, PROT_READ) < 0)
		return false;
	s->laid[side] = page;
	(void)*(const volatile unsigned char *)page;
	return true;
}

// One table of PMDs per PUD-sized range, one of PUDs above them.
static void lay_upper_levels(struct tables_state *s, const struct mapping *m)
{
	uint64_t pmd = m->geo.pmd_bytes, pud = m->geo.pud_bytes;
	uint64_t start = (uintptr_t)m->addr, end = start + m->asked.len;
	uint64_t first = start / pud, last = (end - 1) / pud;
	uint64_t below = (start - pmd) / s->page_bytes * s->page_bytes;
	uint64_t above = (end + pmd - 1) / pmd * pmd;
	bool first_laid = below / pud == first && lay(s, m, 0, below);
	bool last_laid = above / pud == last && lay(s, m, 1, above);

	s->upper = last - first + 1 + 1;
	if (first_laid || last_laid)
		s->upper -= 1; // the table of PUDs
	if (first == last)
		s->upper -= first_laid || last_laid;
	else
		s->upper -= (uint64_t)first_laid + last_laid;
}

static void tables_disarm(void *state)
{
	struct tables_state *s = state;

	for (unsigned i = 0; i < SIDES; i++) {
		if (!s->laid[i])
			continue;
		(void)madvise(s->laid[i], s->page_bytes, MADV_DONTNEED);
		(void)mprotect(s->laid[i], s->page_bytes, PROT_NONE);
	}
}

static int tables_arm(void *state, const struct witness_scene *scene,
		      struct error *err)
{
	struct tables_state *s = state;

#ifdef __powerpc64__
	error_set(err, -EOPNOTSUPP,
		  "this architecture keeps a table of PTEs under every PMD");
	return -EOPNOTSUPP;
#endif
	s->page_bytes = (size_t)scene->map->geo.page_bytes;
	lay_upper_levels(s, scene->map);
	// Twice: the first reading makes the heap grow.
	int rc = read_status(scene->sr, &s->vm_pte, &s->vm_size);
	if (rc == 0)
		rc = read_status(scene->sr, &s->vm_pte, &s->vm_size);
	if (rc < 0) {
		tables_disarm(s);
		error_sys(err, rc, "cannot read VmPTE of %s", STATUS);
	}
	return rc;
}

static void tables_collect(void *state, const struct witness_scene *scene,
			   struct evidence *ev)
{
	const struct tables_state *s = state;
	struct table_case c = {
		.asked = scene->asked,
		.page_bytes = scene->map->geo.page_bytes,
		.chunks = mapping_chunks(scene->map),
		.before = s->vm_pte,
		.upper = s->upper,
	};
	uint64_t vm_size;
	int rc = read_status(scene->sr, &c.after, &vm_size);

	if (rc < 0) {
		evidence_say(ev, VERDICT_SILENT, "cannot read %s again",
			     STATUS);
		return;
	}
	c.mapped_other = vm_size > s->vm_size &&
			 vm_size - s->vm_size >= scene->map->geo.pmd_bytes;
	facts_bytes(&ev->facts, "page_tables.before", STATUS " VmPTE",
		    c.before);
	facts_bytes(&ev->facts, "page_tables.after", STATUS " VmPTE", c.after);
	facts_count(&ev->facts, "page_tables.upper_levels", "mmap(2)", c.upper,
		    "tables");
	tables_judge(&c, ev);
}

static const struct witness page_tables = {
	.name = "page-tables",
	.summary = "growth of VmPTE in /proc/self/status across the touches",
	.privilege = "none",
	.strength = EVIDENCE_DECIDES,
	.passes = WITNESS_REHEARSAL | WITNESS_TIMED,
	.first_touch = true,
	.order = 20,
	.state_size = sizeof(struct tables_state),
	.arm = tables_arm,
	.collect = tables_collect,
	.disarm = tables_disarm,
};

REGISTER(witness, page_tables);
