// SPDX-License-Identifier: MIT
// A device-dax instance of this machine. It is loaded from, never stored to;
// it has no extents, and its chunks are units of its alignment.
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/alloc.h"
#include "explain/explain-parts.h"
#include "platform/daxnode.h"

bool explain_is_device(const struct stat *st, const struct sysroot *sr)
{
	return S_ISCHR(st->st_mode) &&
	       daxnode_is(sr, major(st->st_rdev), minor(st->st_rdev));
}

static void know_device(struct scene *s, uint64_t unit, uint64_t size)
{
	s->device = true;
	s->geo.chunk_bytes = unit;
	s->size = size;
	free(s->base.how);
	s->base = (struct device_base){
		true, 0,
		xstrdup("the device starts on a multiple of its alignment")
	};
}

static uint64_t unit_of(const struct target *t)
{
	return t->only == PAGE_SIZE_PUD   ? t->geo.pud_bytes
	       : t->only == PAGE_SIZE_PMD ? t->geo.pmd_bytes
					  : t->geo.page_bytes;
}

int explain_device(struct explanation *x, const struct explain_request *r,
		   const struct sysroot *sr, struct error *err)
{
	cleanup_target struct target t = { .fd = -1 };
	struct scene *s = &x->scene;
	int rc = 0;

	if (r->record)
		rc = explain_check_recordable(s, err);
	if (rc == 0)
		rc = target_open(&t, r->path, sr, &s->geo, err);
	if (rc < 0)
		return rc;
	struct subject subject = { .sr = sr, .fd = t.fd, .whole = true };

	s->geo = t.geo;
	s->facts = t.facts;
	t.facts = (struct facts){ 0 };
	know_device(s, unit_of(&t), t.capacity);
	rc = answers_ask(&subject.answers, t.fd, err);
	subject.answers.size = s->size;
	s->thp_disabled = subject.answers.thp_disabled;
	if (rc == 0)
		rc = explain_set_range(s, r, err);
	return rc < 0 ? rc : explain_conclude(x, r, &subject, err);
}

int explain_gather_device(struct scene *s, const struct record *record,
			  struct error *err)
{
	const uint64_t unit = record->unit, size = record->answers.size;
	const struct geometry *g = &s->geo;

	if ((unit != g->page_bytes && unit != g->pmd_bytes &&
	     unit != g->pud_bytes) ||
	    size % unit || record->scratch)
		return error_set(
			err, -EBADMSG,
			"the record is not one of a device: %llu bytes aligned to %llu",
			(unsigned long long)size, (unsigned long long)unit);
	facts_text(&s->facts, "target.path", "recorded", record->path);
	facts_text(&s->facts, "target.kind", "recorded", "device-dax");
	facts_bytes(&s->facts, "device.size", "recorded", size);
	facts_bytes(&s->facts, "device.align", "recorded", unit);
	facts_bool(&s->facts, "file.dax", "device-dax", true);
	know_device(s, unit, size);
	s->thp_disabled = record->answers.thp_disabled;
	return 0;
}
