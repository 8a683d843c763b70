// SPDX-License-Identifier: MIT
#include "target/target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "platform/mounts.h"
#include "target/ballast.h"

static const struct target_class *class_named(const char *name)
{
	registry_for_each (it, target_class)
		if (strcmp((*it)->name, name) == 0)
			return *it;
	return NULL;
}

// The class whose prefix the spec has or that recognises it, else fsdax.
// Returns the rest.
static const char *choose(const char *spec, const struct target_class **ret)
{
	registry_for_each (it, target_class) {
		const char *prefix = (*it)->prefix;

		if (prefix && strncmp(spec, prefix, strlen(prefix)) == 0) {
			*ret = *it;
			return spec + strlen(prefix);
		}
		if ((*it)->recognises && (*it)->recognises(spec)) {
			*ret = *it;
			return spec;
		}
	}
	*ret = class_named("fsdax");
	return spec;
}

static int open_spec(struct target *t, const char *spec, struct error *err)
{
	const char *where = choose(spec, &t->cls);

	t->spec = xstrdup(spec);
	int rc = t->cls->open(t, where, err);
	if (rc < 0)
		target_close(t);
	return rc;
}

static void start(struct target *t, const struct sysroot *sr,
		  const struct geometry *geo)
{
	*t = (struct target){
		.sr = sr, .geo = *geo, .fd = -1, .ballast = -1, .twin = -1
	};
}

static int search(struct target *t, const struct sysroot *sr,
		  const struct geometry *geo, struct error *err)
{
	cleanup_strbuf struct strbuf tried = { 0 };
	cleanup_mounts struct mounts mounts = { 0 };
	cleanup_free const struct mount **proposed = NULL;
	int rc = mounts_read(&mounts, sr);
	size_t n = rc < 0 ? 0 : mounts_propose_dax(&mounts, &proposed);

	for (size_t i = 0; i < n; i++) {
		struct error why = { 0 };

		start(t, sr, geo);
		if (open_spec(t, proposed[i]->point, &why) == 0) {
			t->found = true;
			return 0;
		}
		strbuf_printf(&tried, "; '%s': %s", proposed[i]->point,
			      why.text);
	}
	error_set(
		err, -ENODEV,
		"no writable DAX file system found (%zu mounts looked at, %zu with DAX options%s)",
		mounts.n, n, strbuf_str(&tried));
	error_hint(
		err,
		"give one with --target DIR, or try it in a virtual machine with emulated pmem: daxbench vm -- run --workload pmd-fault");
	return -ENODEV;
}

int target_open(struct target *t, const char *spec, const struct sysroot *sr,
		const struct geometry *geo, struct error *err)
{
	start(t, sr, geo);
	return spec ? open_spec(t, spec, err) : search(t, sr, geo, err);
}

// The first is the target's own.
static void drop_files(struct target *t)
{
	for (unsigned i = 1; i < t->n_files; i++)
		(void)close(t->files[i]);
	free(t->files);
	t->files = NULL;
	t->n_files = 0;
}

static int make_files(struct target *t, unsigned n, struct error *err)
{
	int rc = 0;

	if (n == t->n_files)
		return 0;
	drop_files(t);
	t->files = xcalloc(n, sizeof(*t->files));
	t->files[t->n_files++] = t->fd;
	while (rc == 0 && t->n_files < n) {
		rc = t->cls->another(t, &t->files[t->n_files], err);
		t->n_files += rc == 0;
	}
	if (rc < 0)
		drop_files(t);
	return rc;
}

static void drop_twin(struct target *t)
{
	if (t->cls && t->twin >= 0)
		(void)close(t->twin);
	t->twin = -1;
}

void target_close(struct target *t)
{
	drop_files(t);
	if (t->fd >= 0)
		(void)close(t->fd);
	if (t->cls && t->ballast >= 0)
		(void)close(t->ballast);
	drop_twin(t);
	free(t->spec);
	free(t->path);
	facts_release(&t->facts);
	*t = (struct target){ .fd = -1, .ballast = -1, .twin = -1 };
}

int target_age(struct target *t, unsigned keep_percent, uint64_t seed,
	       uint64_t need, struct error *err)
{
	const struct ballast_plan plan = {
		.keep_percent = keep_percent,
		.seed = seed,
		.need = need,
		.least = t->geo.page_bytes,
		.most = t->geo.pmd_bytes,
	};

	if (!t->path[0]) {
		error_usage(err, "target '%s' has no file system to age",
			    t->spec);
		error_hint(err, "use --age with a directory");
		return -EINVAL;
	}
	return ballast_open(t->path, &plan, &t->ballast, &t->facts, err);
}

int target_allow_stores(struct target *t, bool destroy, struct error *err)
{
	return t->cls->allow_stores ? t->cls->allow_stores(t, destroy, err) : 0;
}

static int share_blocks(struct target *t, uint64_t size, struct error *err)
{
	if (t->cls->share)
		return t->cls->share(t, size, err);
	error_set(err, -EOPNOTSUPP,
		  "target '%s' has no blocks that two files can share",
		  t->spec);
	error_hint(err, "use a directory on XFS made with -m reflink=1");
	return -EOPNOTSUPP;
}

// Of each file its own part only.
static int lay_parts(struct target *t, const struct layout *layout,
		     struct error *err)
{
	int rc = make_files(t, layout->files, err);

	for (unsigned i = 0; rc == 0 && i < t->n_files; i++) {
		const struct layout part = {
			.size = geometry_part(&t->geo, layout->size, i + 1,
					      t->n_files),
			.extents = layout->extents,
			.from = geometry_part(&t->geo, layout->size, i,
					      t->n_files),
		};

		rc = t->cls->prepare(t, t->files[i], &part, err);
	}
	return rc;
}

// What is shared stays so only as long as the other file is there.
static int lay(struct target *t, const struct layout *layout, struct error *err)
{
	drop_twin(t);
	if (layout->files > 1)
		return lay_parts(t, layout, err);
	drop_files(t);
	int rc = t->cls->prepare(t, t->fd, layout, err);

	return rc == 0 && layout->extents == LAYOUT_SHARED
		       ? share_blocks(t, layout_end(layout), err)
		       : rc;
}

int target_prepare(struct target *t, const struct layout *layout,
		   bool *ret_made, struct error *err)
{
	bool kept = layout->extents == LAYOUT_WRITTEN ||
		    layout->extents == LAYOUT_DEVICE;
	bool stays = kept && t->laid.extents == layout->extents &&
		     t->laid.size == layout->size &&
		     t->laid.beyond == layout->beyond &&
		     t->laid.files == layout->files;

	if (!stays) {
		t->laid = (struct layout){ 0 };
		int rc = lay(t, layout, err);

		if (rc < 0)
			return rc;
		t->laid = *layout;
	}
	*ret_made = !stays;
	return 0;
}

void target_spoil(struct target *t)
{
	t->laid = (struct layout){ 0 };
}

const char *layout_state(enum layout_extents extents)
{
	static const char *const names[] = {
		[LAYOUT_HOLE] = "fresh-hole",
		[LAYOUT_UNWRITTEN] = "fresh-unwritten",
		[LAYOUT_WRITTEN] = "remapped-written",
		[LAYOUT_WRITTEN_CLEAN] = "fresh-written",
		[LAYOUT_EMPTY] = "fresh-empty",
		[LAYOUT_SHARED] = "fresh-shared",
		[LAYOUT_DEVICE] = "remapped-device",
	};
	_Static_assert(ARRAY_SIZE(names) == LAYOUT_DEVICE + 1, "a name each");
	return names[extents];
}

const char *const *layout_extents_names(void)
{
	static const char *const names[] = {
		[LAYOUT_HOLE] = "hole",
		[LAYOUT_UNWRITTEN] = "unwritten",
		[LAYOUT_WRITTEN] = "written",
		[LAYOUT_WRITTEN_CLEAN] = "written-clean",
		[LAYOUT_EMPTY] = "empty",
		[LAYOUT_SHARED] = "shared",
		[LAYOUT_DEVICE] = "device",
		NULL,
	};
	return names;
}
