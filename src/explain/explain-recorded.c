// SPDX-License-Identifier: MIT
// A file that was recorded on another machine, in the tree that was captured
// there.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "explain/base.h"
#include "explain/compare.h"
#include "explain/explain-parts.h"
#include "explain/gather.h"
#include "platform/path-facts.h"

static int check_path(const struct record *record,
		      const struct explain_request *r, struct error *err)
{
	if (!r->path || strcmp(r->path, record->path) == 0)
		return 0;
	return error_usage(err, "'%s' was recorded there, not '%s'",
			   record->path, r->path);
}

// What was not recorded cannot be explained.
static int check_range(const struct scene *s, const struct record *record,
		       struct error *err)
{
	if (s->vma_start >= record->vma_start && s->vma_end <= record->vma_end)
		return 0;
	return error_usage(err,
			   "file offsets %llu to %llu were recorded, no others",
			   (unsigned long long)record->vma_start,
			   (unsigned long long)record->vma_end);
}

static void map_as_recorded(struct scene *s, const struct record *record)
{
	s->vma_start = record->vma_start;
	s->vma_end = record->vma_end;
	s->write = record->write;
	s->is_private = record->is_private;
	s->colour = record->colour;
	s->nohugepage = record->nohugepage;
}

static bool is_as_recorded(const struct scene *s, const struct record *record)
{
	return s->vma_start == record->vma_start &&
	       s->vma_end == record->vma_end && s->write == record->write &&
	       s->is_private == record->is_private &&
	       s->colour == record->colour &&
	       s->nohugepage == record->nohugepage;
}

static int gather_file(struct scene *s, const struct record *record,
		       const struct sysroot *sr, struct error *err)
{
	facts_text(&s->facts, "target.kind", "recorded",
		   record->scratch ? "scratch file" : "file");
	answers_facts(&record->answers, ", recorded", &s->facts);
	int rc = path_facts(&s->facts, sr, record->path, err);

	return rc == 0 ? gather_scene(s, &record->answers, sr, err) : rc;
}

static int gather(struct scene *s, const struct explain_request *r,
		  const struct record *record, const struct sysroot *sr,
		  struct error *err)
{
	s->path = xstrdup(record->path);
	s->scratch = record->scratch;
	s->geo.page_bytes = record->answers.page_bytes;
	if (s->geo.pmd_bytes % s->geo.page_bytes ||
	    s->geo.pmd_bytes <= s->geo.page_bytes)
		return error_set(
			err, -EBADMSG,
			"pages of %llu bytes do not fit chunks of %llu",
			(unsigned long long)s->geo.page_bytes,
			(unsigned long long)s->geo.pmd_bytes);
	int rc = record->unit ? explain_gather_device(s, record, err)
			      : gather_file(s, record, sr, err);

	if (rc < 0)
		return rc;
	if (r->address == EXPLAIN_HINTED)
		return error_usage(
			err, "where mmap(2) would put it is not recorded");
	if (r->as_recorded)
		map_as_recorded(s, record);
	else
		rc = explain_set_range(s, r, err);
	return rc < 0 ? rc : check_range(s, record, err);
}

int explain_recorded(struct explanation *x, const struct explain_request *r,
		     const struct sysroot *sr, struct error *err)
{
	cleanup_record struct record record = { 0 };
	struct scene *s = &x->scene;
	int rc = record_read(&record, sr, err);

	if (rc == 0)
		rc = check_path(&record, r, err);
	if (rc == 0)
		rc = gather(s, r, &record, sr, err);
	if (rc < 0)
		return rc;
	const struct subject subject = { .sr = sr,
					 .fd = -1,
					 .whole = s->device,
					 .answers = record.answers };
	x->scratch_extents = record.scratch_extents;
	if (!s->n_spans && !s->device) {
		free(s->base.how);
		s->base = record.base;
		record.base.how = NULL;
	}
	rc = explain_predict(x, &subject, err);
	if (rc < 0)
		return rc;
	if (!is_as_recorded(s, &record))
		x->not_observed = "it was recorded with another mapping";
	else if (record.observed.n == 0)
		x->not_observed = "nothing was observed when it was recorded";
	else
		rc = compare_recorded(s, &subject, &record.observed,
				      &x->segments, err);
	x->observed = rc == 0 && !x->not_observed;
	return rc;
}
