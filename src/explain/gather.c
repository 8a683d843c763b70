// SPDX-License-Identifier: MIT
#include "explain/gather.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/uapi.h"
#include "platform/blockdev.h"
#include "platform/dmtable.h"
#include "platform/kernel.h"

#define SECTOR_BYTES 512u

static bool is_known_no(const struct scene *s, const char *key)
{
	const struct fact *f = facts_find(&s->facts, key);

	return f && f->status == FACT_KNOWN && f->number == 0;
}

static uint64_t number_of(const struct scene *s, const char *key)
{
	const struct fact *f = facts_find(&s->facts, key);

	return f && f->status == FACT_KNOWN ? f->number : 0;
}

static bool can_dax(const char *fs_type)
{
	static const char *const names[] = { "ext4",     "xfs",   "ext2",
					     "virtiofs", "erofs", "fuse" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(names[i], fs_type) == 0)
			return true;
	return false;
}

struct cause {
	char *why, *hint;
};

// The first thing that keeps the file out of DAX, as the kernel asks it.
static struct cause why_not_dax(const struct scene *s)
{
	const char *dax = facts_get_text(&s->facts, "mount.dax");
	const char *point = facts_get_text(&s->facts, "mount.point");
	uint64_t block = number_of(s, "fs.block");

	if (!can_dax(s->fs_type))
		return (struct cause){
			xasprintf("%s has no DAX", s->fs_type),
			xstrdup("put the file on ext4 or XFS on a pmem device, mounted with -o dax")
		};
	if (block && block != s->geo.page_bytes)
		return (struct cause){
			xasprintf(
				"the file system's blocks are %llu bytes, and DAX wants them as large as a page (%llu)",
				(unsigned long long)block,
				(unsigned long long)s->geo.page_bytes),
			xasprintf(
				"make it anew with -b %llu (mkfs.xfs: -b size=%llu)",
				(unsigned long long)s->geo.page_bytes,
				(unsigned long long)s->geo.page_bytes)
		};
	if (is_known_no(s, "block.dax"))
		return (struct cause){
			xstrdup("the block device offers no DAX"),
			xstrdup("it may be a raw or sector namespace (ndctl list shows the mode; ndctl create-namespace -m fsdax makes one that can)")
		};
	if (dax && strcmp(dax, "never") == 0)
		return (struct cause){
			xstrdup("the file system is mounted with dax=never"),
			xasprintf("umount %s and mount it with -o dax", point)
		};
	if (is_known_no(s, "fs.xflag_dax"))
		return (struct cause){
			xasprintf(
				"without dax=always only files with FS_XFLAG_DAX are, and it has not (mount option dax: %s)",
				dax ? dax : "unknown"),
			xasprintf(
				"xfs_io -c 'chattr +x' '%s', then close it everywhere; or mount with -o dax",
				s->path)
		};
	return (struct cause){
		xstrdup("statx says it goes through the page cache"),
		xstrdup("a flag takes effect at the last close; inline data, encryption, verity and data=journal exclude DAX")
	};
}

// statx says it of the file itself; before Linux 5.8 the mount option does.
static enum tri is_dax(struct scene *s, const struct answers *a)
{
	const char *option = facts_get_text(&s->facts, "mount.dax");
	const bool told =
		a->statx == 0 && (a->attributes_mask & STATX_ATTR_DAX) != 0;

	if (!told && !option) {
		facts_unknown(&s->facts, "file.dax", "mount.dax", FACT_ABSENT,
			      "statx does not say, and no mount is known");
		return TRI_UNKNOWN;
	}
	bool dax = told ? (a->attributes & STATX_ATTR_DAX) != 0
			: strcmp(option, "always") == 0;

	facts_bool(&s->facts, "file.dax",
		   told ? "statx(2) STATX_ATTR_DAX" : "mount.dax", dax);
	return dax ? TRI_YES : TRI_NO;
}

static int refuse(const struct scene *s, enum tri dax, struct error *err)
{
	struct cause c = why_not_dax(s);

	if (dax == TRI_UNKNOWN)
		error_set(err, -EOPNOTSUPP, "whether '%s' is DAX is not known",
			  s->path);
	else
		error_set(err, -EOPNOTSUPP, "'%s' is not DAX: %s", s->path,
			  c.why);
	error_hint(err, "%s", c.hint);
	free(c.why);
	free(c.hint);
	return -EOPNOTSUPP;
}

static int bad_by_start(const void *a, const void *b)
{
	const struct bad_range *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

static void add_bad_range(struct scene *s, struct bad_range r,
			  const struct bad_window *w)
{
	if (w && (r.end <= w->start || r.start >= w->end))
		return;
	if (w) {
		r.start = r.start > w->start ? r.start : w->start;
		r.end = r.end < w->end ? r.end : w->end;
		r.start += w->at - w->start;
		r.end += w->at - w->start;
	}
	s->bad = xreallocarray(s->bad, s->n_bad + 1, sizeof(*s->bad));
	s->bad[s->n_bad++] = r;
}

void gather_bad_ranges(struct scene *s, const char *text,
		       const struct bad_window *window)
{
	while (*text) {
		char *end;
		uint64_t sector = strtoull(text, &end, 10);
		uint64_t count = *end == ' ' ? strtoull(end, &end, 10) : 0;
		const char *newline = strchr(end, '\n');

		if (count)
			add_bad_range(s,
				      (struct bad_range){
					      sector * SECTOR_BYTES,
					      (sector + count) * SECTOR_BYTES },
				      window);
		if (!newline)
			break;
		text = newline + 1;
	}
	if (s->n_bad)
		qsort(s->bad, s->n_bad, sizeof(*s->bad), bad_by_start);
}

// The table is root's to read on a live machine; else it was recorded, or not.
static void know_table(struct scene *s, const char *disk,
		       const struct answers *a, const struct sysroot *sr)
{
	cleanup_strbuf struct strbuf text = { 0 };
	int rc = a->table           ? 0
		 : sysroot_live(sr) ? dmtable_ask(a->major, a->minor, &text)
				    : -ENOENT;

	free(s->base.how);
	s->base.how = xasprintf("the device-mapper table cannot be read: %s",
				strerror(-rc));
	if (rc < 0)
		return;
	s->dm_table = a->table ? xstrdup(a->table) : strbuf_take(&text);
	place_by_table(s, disk, s->dm_table, sr);
}

static void know_device(struct scene *s, const struct sysroot *sr,
			const struct answers *a)
{
	cleanup_blockdev struct blockdev b = { 0 };
	cleanup_strbuf struct strbuf text = { 0 };

	if (blockdev_read(&b, sr, a->major, a->minor) < 0)
		return;
	s->dm = b.dm;
	if (s->dm) {
		know_table(s, b.disk, a, sr);
		return;
	}
	s->partition_start = number_of(s, "block.start");
	cleanup_free char *bad = xasprintf("/sys/block/%s/badblocks", b.disk);

	if (sysroot_read(sr, bad, &text) == 0)
		gather_bad_ranges(s, strbuf_str(&text), NULL);
}

// Symbols of a driver are listed while it is loaded.
static enum tri has_symbol(const struct sysroot *sr, const char *name)
{
	cleanup_file FILE *file = sysroot_fopen(sr, "/proc/kallsyms");
	cleanup_free char *line = NULL, *wanted = xasprintf(" %s", name);
	size_t cap = 0, lines = 0;

	if (!file)
		return TRI_UNKNOWN;
	while (getline(&line, &cap, file) > 0) {
		const char *at = strstr(line, wanted);

		lines++;
		if (at && strchr("\t\n", at[strlen(wanted)]))
			return TRI_YES;
	}
	return lines ? TRI_NO : TRI_UNKNOWN;
}

static void know_driver(struct scene *s, const struct sysroot *sr)
{
	s->huge_fault = TRI_YES;
	if (strcmp(s->fs_type, "ext2") != 0)
		return;
	switch (has_symbol(sr, "ext2_dax_fault")) {
	case TRI_YES:
		s->huge_fault = TRI_NO;
		break;
	case TRI_NO: // ext4's driver serves ext2 as well
		break;
	case TRI_UNKNOWN:
		s->huge_fault = TRI_UNKNOWN;
		break;
	}
}

static bool may_retry(const struct scene *s, const struct sysroot *sr)
{
	cleanup_free char *release = NULL;
	unsigned major = 0, minor = 0;

	if (strcmp(s->fs_type, "ext4") != 0)
		return false;
	// What is not known may be a new kernel.
	return kernel_release(sr, &release) < 0 ||
	       sscanf(release, "%u.%u", &major, &minor) != 2 || major > 6 ||
	       (major == 6 && minor >= 4);
}

// Built in, and switched off by a processor without huge pages or by the
// firmware: then /sys/kernel/mm is there, THP's directory in it is not.
static bool is_thp_off(const struct sysroot *sr)
{
	return sysroot_exists(sr, "/sys/kernel/mm") &&
	       !sysroot_exists(sr, "/sys/kernel/mm/transparent_hugepage");
}

static void know_kernel(struct scene *s, const struct sysroot *sr)
{
	static const char *const names[] = { "FS_DAX_PMD" };
	cleanup_free char *path = NULL;
	char letter = 0;

	// The size is shown where transparent huge pages are built in, and
	// with them and DAX CONFIG_FS_DAX_PMD has no prompt: it is on.
	s->pmd_kernel_source = xstrdup(s->geo.pmd_source);
	s->pmd_kernel = s->geo.pmd_source[0] == '/' ? TRI_YES
			: is_thp_off(sr)            ? TRI_NO
						    : TRI_UNKNOWN;
	if (kernel_config_path(sr, &path) == 0 &&
	    kernel_config_read(sr, path, names, 1, &letter) == 0 &&
	    (letter != 'y' || s->pmd_kernel == TRI_UNKNOWN)) {
		free(s->pmd_kernel_source);
		s->pmd_kernel = letter == 'y' ? TRI_YES : TRI_NO;
		s->pmd_kernel_source = TAKE_PTR(path);
	}
}

int gather_scene(struct scene *s, const struct answers *a,
		 const struct sysroot *sr, struct error *err)
{
	const char *fs = facts_get_text(&s->facts, "mount.fs_type");

	s->fs_type = xstrdup(fs ? fs : "an unknown file system");
	enum tri dax = is_dax(s, a);
	if (dax != TRI_YES)
		return refuse(s, dax, err);
	s->size = a->size;
	s->block_bytes = a->block_bytes;
	s->free_bytes = a->available_bytes;
	s->thp_disabled = a->thp_disabled;
	know_device(s, sr, a);
	know_driver(s, sr);
	know_kernel(s, sr);
	s->retries = may_retry(s, sr);
	return 0;
}
