// SPDX-License-Identifier: MIT
// smaps: every field of the mapping's VMA, recorded; and what Rss says where
// that was measured (judge-rss.c). It counts DAX differently on every few
// kernels, so it only corroborates.
#include <ctype.h>
#include <stdio.h>
#include <sys/stat.h>

#include "target/daxness.h"
#include "witness/judge-rss.h"
#include "witness/read-smaps.h"
#include "witness/witness.h"

#define SMAPS "/proc/self/smaps"

static void record(const struct smaps_vma *vma, struct facts *facts)
{
	for (size_t i = 0; i < vma->n_fields; i++) {
		const struct smaps_field *f = &vma->fields[i];
		char key[64];

		(void)snprintf(key, sizeof(key), "smaps.%s", f->name);
		for (char *p = key; *p; p++)
			*p = (char)tolower((unsigned char)*p);
		if (f->bytes)
			facts_bytes(facts, key, SMAPS, f->value);
		else
			facts_count(facts, key, SMAPS, f->value, "");
	}
	if (vma->flags[0])
		facts_text(facts, "smaps.vmflags", SMAPS, vma->flags);
}

static bool is_fsdax(const struct witness_scene *scene, struct evidence *ev)
{
	struct stat st;

	if (fstat(scene->map->fd, &st) < 0 || !S_ISREG(st.st_mode))
		return false;
	return daxness_probe(scene->map->fd, scene->sr, &ev->facts) !=
	       DAXNESS_NO;
}

static void judge(const struct witness_scene *scene,
		  const struct smaps_vma *vma, struct evidence *ev)
{
	const struct mapping *m = scene->map;
	const struct smaps_field *rss = smaps_field(vma, "Rss");
	struct rss_case c = {
		.asked = scene->asked,
		.geo = m->geo,
		.chunks = mapping_chunks(m),
		.touches_per_chunk = scene->touches_per_chunk,
		.write = scene->write,
		.kernel_major = scene->kernel_major,
		.kernel_minor = scene->kernel_minor,
	};

	if (vma->start != (uintptr_t)m->addr ||
	    vma->end - vma->start != m->asked.len) {
		evidence_say(ev, VERDICT_SILENT,
			     "the VMA is not the mapping: merged or split");
	} else if (!rss || !rss->bytes) {
		evidence_say(ev, VERDICT_SILENT, "the VMA has no Rss");
	} else if (!is_fsdax(scene, ev)) {
		evidence_say(
			ev, VERDICT_SILENT,
			"what Rss counts of a device or a page-cache file does not tell the size of an entry");
	} else {
		c.rss = rss->value;
		rss_judge(&c, ev);
	}
}

static void smaps_collect(void *state, const struct witness_scene *scene,
			  struct evidence *ev)
{
	cleanup_strbuf struct strbuf text = { 0 };
	struct smaps_vma vma;
	int rc = sysroot_read(scene->sr, SMAPS, &text);

	(void)state;
	if (rc < 0) {
		evidence_say(ev, VERDICT_UNAVAILABLE, "cannot read %s", SMAPS);
		return;
	}
	rc = smaps_find(strbuf_str(&text), text.len,
			(uintptr_t)scene->map->addr, &vma);
	if (rc < 0) {
		evidence_say(ev, VERDICT_SILENT,
			     "%s has no VMA at the mapping's address", SMAPS);
		return;
	}
	record(&vma, &ev->facts);
	judge(scene, &vma, ev);
}

static const struct witness smaps = {
	.name = "smaps",
	.summary =
		"the VMA's fields in /proc/self/smaps, and what Rss meant on measured kernels",
	.privilege = "none",
	.strength = EVIDENCE_CORROBORATES,
	.passes = WITNESS_REHEARSAL | WITNESS_TIMED,
	.walks = true,
	.order = 70,
	.collect = smaps_collect,
};

REGISTER(witness, smaps);
