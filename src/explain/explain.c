// SPDX-License-Identifier: MIT
#include "explain/explain.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/alloc.h"
#include "base/parse.h"
#include "explain/base.h"
#include "explain/compare.h"
#include "explain/gather.h"
#include "explain/predict.h"
#include "platform/path-facts.h"
#include "target/blocks.h"
#include "target/scratch.h"

void explanation_release(struct explanation *x)
{
	scene_release(&x->scene);
	segments_release(&x->segments);
	free(x->reasons);
	*x = (struct explanation){ 0 };
}

// A file of the user's is only ever opened for reading.
static int open_file(struct scene *s, int *ret_fd, struct error *err)
{
	*ret_fd = open(s->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (*ret_fd >= 0)
		return 0;
	int rc = -errno;

	error_sys(err, rc, "cannot open '%s'", s->path);
	error_hint(err,
		   "a file is mapped for reading: it must be readable to you");
	return rc;
}

// ext2 has no unwritten extents: then they are written.
static int lay_out(int fd, const struct explain_request *r,
		   enum layout_extents *ret_extents, struct error *err)
{
	struct layout layout = { r->scratch_size, r->scratch_extents };
	int rc = blocks_lay(fd, &layout, err);

	if (rc == -EOPNOTSUPP && layout.extents == LAYOUT_UNWRITTEN) {
		*err = (struct error){ 0 };
		layout.extents = LAYOUT_WRITTEN;
		rc = blocks_lay(fd, &layout, err);
	}
	*ret_extents = layout.extents;
	return rc;
}

static int refuse_kind(const char *path, mode_t mode, struct error *err)
{
	error_set(err, -EINVAL, "'%s' is neither a file nor a directory", path);
	error_hint(
		err,
		S_ISCHR(mode)
			? "device-dax nodes are not explained; give a file on a DAX mount, or a directory to make one in"
			: "give a file on a DAX mount, or a directory to make one in");
	return -EINVAL;
}

static int open_path(struct scene *s, const struct explain_request *r,
		     int *ret_fd, struct error *err)
{
	struct stat st;

	if (stat(r->path, &st) < 0) {
		int rc = -errno;

		error_sys(err, rc, "cannot look at '%s'", r->path);
		error_hint(
			err,
			"give a file on a DAX mount, or a directory to make one in");
		return rc;
	}
	s->path = xstrdup(r->path);
	s->scratch = S_ISDIR(st.st_mode);
	if (s->scratch)
		return scratch_open(s->path, ret_fd, err);
	if (!S_ISREG(st.st_mode))
		return refuse_kind(s->path, st.st_mode, err);
	return open_file(s, ret_fd, err);
}

// The range as file offsets of the mapping.
static int set_range(struct scene *s, const struct explain_request *r,
		     struct error *err)
{
	const uint64_t pmd = s->geo.pmd_bytes;
	uint64_t whole = s->size / pmd * pmd + (s->size % pmd ? pmd : 0);

	if (s->size == 0) {
		error_set(err, -ENODATA,
			  "'%s' is empty: there is nothing to map", s->path);
		error_hint(
			err,
			"give a file that holds data, or a directory: a file is then made there");
		return -ENODATA;
	}
	s->vma_end = whole;
	if (!r->ranged)
		return 0;
	if (r->offset >= s->size)
		return error_usage(
			err, "--range begins at %llu, the file ends at %llu",
			(unsigned long long)r->offset,
			(unsigned long long)s->size);
	s->vma_start = r->offset;
	if (r->len < whole - r->offset)
		s->vma_end = r->offset + r->len;
	return 0;
}

static const char *decide_observation(const struct scene *s,
				      const struct explain_request *r,
				      struct error *err)
{
	bool store = s->write && !s->is_private;
	bool spoils = s->shifted || s->nohugepage || s->thp_disabled ||
		      (s->write && s->is_private);

	if (r->no_observe)
		return "--no-observe was given";
	if (!s->scratch && store && r->observe) {
		error_usage(err,
			    "--observe with --access write would write to '%s'",
			    s->path);
		error_hint(
			err,
			"leave --observe away to predict stores only, or give its directory");
		return NULL;
	}
	if (!s->scratch && store)
		return "a store would change the file";
	if (!s->scratch && spoils && !r->observe)
		return "touching the file this way would leave page-sized DAX entries in it; --observe does it all the same";
	return NULL;
}

// A page of our own in the same file system, where the file has none that is
// written: the base is the device's, not the file's.
static void calibrate(struct scene *s, int fd, const struct sysroot *sr,
		      bool may_touch)
{
	cleanup_close int own = -1;
	struct stat st;

	if (fstat(fd, &st) < 0)
		return;
	if (s->scratch && scratch_open(s->path, &own, NULL) == 0) {
		cleanup_free char *page = xcalloc(1, s->geo.page_bytes);

		if (pwrite(own, page, s->geo.page_bytes, 0) < 0 ||
		    fsync(own) < 0)
			may_touch = false;
	}
	base_calibrate(s, own >= 0 ? own : fd, sr, major(st.st_dev),
		       minor(st.st_dev), may_touch);
}

static int by_rule(const void *a, const void *b)
{
	const struct explain_reason *x = a, *y = b;

	return (x->rule->order > y->rule->order) -
	       (x->rule->order < y->rule->order);
}

static void add_reason(struct explanation *x, const struct segment *s)
{
	const struct rule *rule = s->predicted.rule;
	struct explain_reason *r = NULL;

	if (!rule)
		return;
	for (size_t i = 0; i < x->n_reasons && !r; i++)
		if (x->reasons[i].rule == rule &&
		    x->reasons[i].class == s->predicted.class)
			r = &x->reasons[i];
	if (!r) {
		x->reasons = xreallocarray(x->reasons, x->n_reasons + 1,
					   sizeof(*x->reasons));
		r = &x->reasons[x->n_reasons++];
		*r = (struct explain_reason){ rule, s->predicted.class, 0,
					      s->first };
	}
	r->chunks += s->n;
}

static void count(struct explanation *x)
{
	for (size_t i = 0; i < x->segments.n; i++) {
		const struct segment *s = &x->segments.v[i];

		x->counts.chunks += s->n;
		x->counts.predicted[s->predicted.class] += s->n;
		x->counts.looked += s->looked;
		x->counts.observed[s->observed] += s->looked;
		x->counts.findings[s->finding] += s->n;
		add_reason(x, s);
	}
	if (x->n_reasons)
		qsort(x->reasons, x->n_reasons, sizeof(*x->reasons), by_rule);
}

const struct explain_reason *explain_first_blocker(const struct explanation *x)
{
	const struct explain_reason *first = NULL;

	for (size_t i = 0; i < x->n_reasons; i++)
		if (!first || x->reasons[i].first < first->first)
			first = &x->reasons[i];
	return first;
}

static int examine(struct explanation *x, const struct explain_request *r,
		   int fd, const struct sysroot *sr, struct error *err)
{
	struct scene *s = &x->scene;
	int rc = path_facts(&s->facts, sr, r->path, err);

	if (rc == 0)
		rc = gather_scene(s, fd, sr, err);
	if (rc == 0 && s->scratch)
		rc = lay_out(fd, r, &x->scratch_extents, err);
	if (rc == 0 && s->scratch)
		s->size = r->scratch_size;
	if (rc == 0)
		rc = set_range(s, r, err);
	if (rc < 0)
		return rc;
	x->not_observed = decide_observation(s, r, err);
	if (err->code)
		return err->code;
	calibrate(s, fd, sr, !x->not_observed);
	rc = predict_file(s, fd, scene_first_chunk(s), scene_end_chunk(s),
			  &x->segments, &x->records, err);
	if (rc == 0 && !x->not_observed)
		rc = compare_live(s, fd, sr, r->sample, &x->segments, err);
	x->observed = rc == 0 && !x->not_observed;
	if (rc == 0)
		count(x);
	return rc;
}

int explain(struct explanation *x, const struct explain_request *r,
	    const struct geometry *geo, const struct sysroot *sr,
	    struct error *err)
{
	cleanup_close int fd = -1;

	*x = (struct explanation){
		.scene = {
			.geo = *geo,
			.write = r->write,
			.is_private = r->is_private,
			.shifted = r->shifted,
			.nohugepage = r->nohugepage,
		},
	};
	int rc = open_path(&x->scene, r, &fd, err);
	return rc < 0 ? rc : examine(x, r, fd, sr, err);
}
