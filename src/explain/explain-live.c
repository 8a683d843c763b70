// SPDX-License-Identifier: MIT
// A file of this machine: opened, or made in a directory; touched, unless that
// would do harm.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "explain/base.h"
#include "explain/compare.h"
#include "explain/explain-parts.h"
#include "explain/gather.h"
#include "platform/path-facts.h"
#include "target/blocks.h"
#include "target/scratch.h"

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
	struct layout layout = { .size = r->scratch_size,
				 .extents = r->scratch_extents };
	int rc = blocks_lay(fd, &layout, err);

	if (rc == -EOPNOTSUPP && layout.extents == LAYOUT_UNWRITTEN) {
		*err = (struct error){ 0 };
		layout.extents = LAYOUT_WRITTEN;
		rc = blocks_lay(fd, &layout, err);
	}
	*ret_extents = layout.extents;
	return rc;
}

static int refuse_kind(const char *path, struct error *err)
{
	error_set(
		err, -EINVAL,
		"'%s' is neither a file nor a directory, nor a device-dax node",
		path);
	error_hint(
		err,
		"give a file on a DAX mount, a directory to make one in, or /dev/daxN.M");
	return -EINVAL;
}

static int look_at_path(const char *path, struct stat *st, struct error *err)
{
	if (stat(path, st) == 0)
		return 0;
	int rc = -errno;

	error_sys(err, rc, "cannot look at '%s'", path);
	error_hint(
		err,
		"give a file on a DAX mount, a directory to make one in, or /dev/daxN.M");
	return rc;
}

static int open_path(struct scene *s, const struct stat *st, int *ret_fd,
		     struct error *err)
{
	s->scratch = S_ISDIR(st->st_mode);
	if (s->scratch)
		return scratch_open(s->path, ret_fd, err);
	if (!S_ISREG(st->st_mode))
		return refuse_kind(s->path, err);
	return open_file(s, ret_fd, err);
}

static const char *decide_observation(const struct scene *s,
				      const struct explain_request *r,
				      struct error *err)
{
	bool store = s->write && !s->is_private;
	bool spoils =
		!s->device && (s->colour || s->nohugepage || s->thp_disabled ||
			       (s->write && s->is_private));

	if (r->no_observe)
		return "--no-observe was given";
	if (!s->scratch && store && r->observe) {
		error_usage(err,
			    "--observe with --access write would write to '%s'",
			    s->path);
		error_hint(
			err,
			s->device
				? "leave --observe away to predict stores only"
				: "leave --observe away to predict stores only, or give its directory");
		return NULL;
	}
	if (!s->scratch && store)
		return s->device ? "a store would change the device"
				 : "a store would change the file";
	if (!s->scratch && spoils && !r->observe)
		return "touching the file this way would leave page-sized DAX entries in it; --observe does it all the same";
	return NULL;
}

// The base is the device's, not the file's: where a file is made, another one
// of a written page tells it.
static void calibrate(struct scene *s, const struct subject *subject,
		      bool may_touch)
{
	const struct answers *a = &subject->answers;
	cleanup_close int own = -1;

	if (s->scratch && may_touch && scratch_open(s->path, &own, NULL) == 0)
		base_calibrate_own(s, own, subject->sr, a);
	else
		base_calibrate(s, subject->fd, subject->sr, a->major, a->minor,
			       may_touch);
}

int explain_check_recordable(const struct scene *s, struct error *err)
{
	if (!strchr(s->path, '\n'))
		return 0;
	return error_set(err, -EINVAL,
			 "a path with a line end in it cannot be recorded");
}

static int gather(struct explanation *x, const struct explain_request *r,
		  struct subject *subject, struct error *err)
{
	struct scene *s = &x->scene;
	int rc = path_facts(&s->facts, subject->sr, r->path, err);

	if (rc == 0 && r->record)
		rc = explain_check_recordable(s, err);
	if (rc == 0)
		rc = answers_ask(&subject->answers, subject->fd, err);
	if (rc == 0)
		rc = gather_scene(s, &subject->answers, subject->sr, err);
	if (rc == 0 && s->scratch)
		rc = lay_out(subject->fd, r, &x->scratch_extents, err);
	if (rc == 0 && s->scratch)
		s->size = r->scratch_size;
	return rc < 0 ? rc : explain_set_range(s, r, err);
}

// Why a file is not DAX can be asked elsewhere, too.
static void record_refusal(struct explanation *x,
			   const struct explain_request *r,
			   const struct subject *subject)
{
	const struct answers *a = &subject->answers;

	if (!r->record || !a->page_bytes)
		return;
	x->scene.size = a->size;
	x->scene.vma_end = x->scene.geo.pmd_bytes;
	record_write_head(&x->record, &x->scene, x->scratch_extents, a);
}

// Where the kernel puts the whole mapping, which is not touched. What it
// refuses (a device: an address off its alignment) is as far off as the hint.
static int choose_address(struct scene *s, const struct explain_request *r,
			  int fd, struct error *err)
{
	const uint64_t len = s->vma_end - s->vma_start;
	void *hint = (void *)(uintptr_t)r->hint;
	void *got =
		mmap(hint, len, PROT_READ,
		     MAP_NORESERVE | (s->is_private ? MAP_PRIVATE : MAP_SHARED),
		     fd, (off_t)s->vma_start);

	if (got == MAP_FAILED && !(s->device && errno == EINVAL))
		return error_sys(err, -errno, "cannot map '%s'", s->path);
	s->address = got == MAP_FAILED ? r->hint : (uintptr_t)got;
	if (got != MAP_FAILED)
		(void)munmap(got, len);
	s->colour = (s->address - s->vma_start) % scene_chunk_bytes(s);
	return 0;
}

int explain_conclude(struct explanation *x, const struct explain_request *r,
		     struct subject *subject, struct error *err)
{
	struct scene *s = &x->scene;

	int rc = r->address == EXPLAIN_HINTED
			 ? choose_address(s, r, subject->fd, err)
			 : 0;
	if (rc < 0)
		return rc;
	x->not_observed = decide_observation(s, r, err);
	if (err->code)
		return err->code;
	if (!s->device)
		calibrate(s, subject, !x->not_observed);
	if (r->record) {
		subject->tape = &x->record;
		record_write_head(&x->record, s, x->scratch_extents,
				  &subject->answers);
	}
	rc = explain_predict(x, subject, err);
	if (rc == 0 && !x->not_observed)
		rc = compare_live(s, subject, r->sample, &x->segments, err);
	x->observed = rc == 0 && !x->not_observed;
	if (rc == 0 && r->record)
		record_write_observed(&x->record, &x->segments);
	return rc;
}

static int examine(struct explanation *x, const struct explain_request *r,
		   struct subject *subject, struct error *err)
{
	int rc = gather(x, r, subject, err);

	if (rc == 0)
		return explain_conclude(x, r, subject, err);
	record_refusal(x, r, subject);
	return rc;
}

int explain_live(struct explanation *x, const struct explain_request *r,
		 const struct sysroot *sr, struct error *err)
{
	cleanup_close int fd = -1;
	struct stat st;
	int rc = look_at_path(r->path, &st, err);

	if (rc < 0)
		return rc;
	x->scene.path = xstrdup(r->path);
	if (explain_is_device(&st, sr))
		return explain_device(x, r, sr, err);
	rc = open_path(&x->scene, &st, &fd, err);
	struct subject subject = { .sr = sr, .fd = fd };

	return rc < 0 ? rc : examine(x, r, &subject, err);
}
