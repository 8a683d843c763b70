// SPDX-License-Identifier: MIT
// A device-dax instance of this machine. It is loaded from, never stored to;
// it has no extents, and its chunks are units of its alignment.
#include <errno.h>
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

static void know_device(struct scene *s, struct target *t)
{
	s->device = true;
	s->geo = t->geo;
	s->geo.chunk_bytes = t->only == PAGE_SIZE_PUD   ? t->geo.pud_bytes
			     : t->only == PAGE_SIZE_PMD ? t->geo.pmd_bytes
							: t->geo.page_bytes;
	s->size = t->capacity;
	s->facts = t->facts;
	t->facts = (struct facts){ 0 };
	s->base = (struct device_base){
		true, 0,
		xstrdup("the device starts on a multiple of its alignment")
	};
}

int explain_device(struct explanation *x, const struct explain_request *r,
		   const struct sysroot *sr, struct error *err)
{
	cleanup_target struct target t = { .fd = -1 };
	struct scene *s = &x->scene;
	int rc = 0;

	if (r->record)
		rc = error_usage(err, "a device-dax instance is not recorded");
	if (rc == 0)
		rc = target_open(&t, r->path, sr, &s->geo, err);
	if (rc < 0)
		return rc;
	struct subject subject = { .sr = sr, .fd = t.fd, .whole = true };

	know_device(s, &t);
	rc = answers_ask(&subject.answers, t.fd, err);
	subject.answers.size = s->size;
	s->thp_disabled = subject.answers.thp_disabled;
	if (rc == 0)
		rc = explain_set_range(s, r, err);
	return rc < 0 ? rc : explain_conclude(x, r, &subject, err);
}
