// SPDX-License-Identifier: MIT
#include "platform/mounts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "platform/words.h"

static void mount_release(struct mount *mnt)
{
	free(mnt->root);
	free(mnt->point);
	free(mnt->options);
	free(mnt->fs_type);
	free(mnt->source);
	free(mnt->super_options);
}

void mounts_release(struct mounts *m)
{
	for (size_t i = 0; i < m->n; i++)
		mount_release(&m->v[i]);
	free(m->v);
	*m = (struct mounts){ 0 };
}

static bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

// The kernel writes space, tab, newline and backslash as \040 and so on.
static char *unescape(const char *s)
{
	char *out = xcalloc(strlen(s) + 1, 1);
	char *p = out;

	while (*s) {
		if (s[0] == '\\' && is_octal(s[1]) && is_octal(s[2]) &&
		    is_octal(s[3])) {
			*p++ = (char)((s[1] - '0') << 6 | (s[2] - '0') << 3 |
				      (s[3] - '0'));
			s += 4;
		} else {
			*p++ = *s++;
		}
	}
	return out;
}

// 36 35 98:0 /root /point rw,noatime master:1 - ext4 /dev/pmem0 rw,dax
// ids   dev  root  point  options    optional - type source     super options
enum { FIRST_FIELDS = 6, LAST_FIELDS = 3 };

static bool parse_line(struct mount *mnt, char *line)
{
	char *first[FIRST_FIELDS], *last[LAST_FIELDS] = { 0 };
	char *save = NULL;
	char *word = strtok_r(line, " \n", &save);
	char end;

	for (unsigned i = 0; i < FIRST_FIELDS; i++) {
		if (!word)
			return false;
		first[i] = word;
		word = strtok_r(NULL, " \n", &save);
	}
	while (word && strcmp(word, "-") != 0)
		word = strtok_r(NULL, " \n", &save);
	for (unsigned i = 0; i < LAST_FIELDS; i++)
		last[i] = strtok_r(NULL, " \n", &save);
	// A file system may be mounted from "", which leaves one field less.
	if (last[1] && !last[2]) {
		last[2] = last[1];
		last[1] = NULL;
	}
	if (!last[2] || sscanf(first[0], "%u%c", &mnt->id, &end) != 1 ||
	    sscanf(first[1], "%u%c", &mnt->parent_id, &end) != 1 ||
	    sscanf(first[2], "%u:%u%c", &mnt->major, &mnt->minor, &end) != 2)
		return false;
	mnt->root = unescape(first[3]);
	mnt->point = unescape(first[4]);
	mnt->options = xstrdup(first[5]);
	mnt->fs_type = unescape(last[0]);
	mnt->source = unescape(last[1] ? last[1] : "");
	mnt->super_options = xstrdup(last[2]);
	return true;
}

int mounts_read(struct mounts *m, const struct sysroot *sr)
{
	cleanup_file FILE *file = sysroot_fopen(sr, MOUNTS_PATH);
	cleanup_mounts struct mounts all = { 0 };
	cleanup_free char *line = NULL;
	size_t cap = 0;

	if (!file)
		return -errno;
	while (getline(&line, &cap, file) > 0) {
		struct mount mnt = { 0 };

		if (!parse_line(&mnt, line))
			continue;
		all.v = xreallocarray(all.v, all.n + 1, sizeof(*all.v));
		all.v[all.n++] = mnt;
	}
	if (ferror(file))
		return -EIO;
	*m = all;
	all = (struct mounts){ 0 };
	return 0;
}

// Whether a lookup of `path` goes through `point`.
static bool passes(const char *path, const char *point)
{
	size_t n = strlen(point);

	if (n && point[n - 1] == '/')
		n--;
	return strncmp(path, point, n) == 0 && (!path[n] || path[n] == '/');
}

static bool has_id(const struct mounts *m, unsigned id)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].id == id)
			return true;
	return false;
}

// The mount that a lookup of `path` enters next: of the children of `from`
// on its way the one nearest to the root, since it hides what was mounted
// deeper before it. Without `from`, of the mounts whose parent is not listed.
static const struct mount *enter(const struct mounts *m,
				 const struct mount *from, const char *path)
{
	const struct mount *best = NULL;

	for (size_t i = 0; i < m->n; i++) {
		const struct mount *mnt = &m->v[i];
		bool child = from ? mnt->parent_id == from->id && mnt != from
				  : mnt->parent_id == mnt->id ||
					     !has_id(m, mnt->parent_id);

		if (child && passes(path, mnt->point) &&
		    (!best || strlen(mnt->point) <= strlen(best->point)))
			best = mnt;
	}
	return best;
}

const struct mount *mounts_find_path(const struct mounts *m, const char *path)
{
	const struct mount *found = enter(m, NULL, path);

	// A malformed list may go in circles; a sound one is at most n deep.
	for (size_t depth = 0; found && depth < m->n; depth++) {
		const struct mount *next = enter(m, found, path);

		if (!next)
			break;
		found = next;
	}
	return found;
}

const struct mount *mounts_find_dev(const struct mounts *m, unsigned major,
				    unsigned minor)
{
	const struct mount *found = NULL;

	for (size_t i = 0; i < m->n; i++) {
		const struct mount *mnt = &m->v[i];

		if (mnt->major != major || mnt->minor != minor)
			continue;
		if (strcmp(mnt->root, "/") == 0)
			return mnt;
		if (!found)
			found = mnt;
	}
	return found;
}

const char *mount_dax_option(const struct mount *mnt)
{
	static const struct {
		const char *word, *means;
	} words[] = {
		{ "dax=never", "never" },
		{ "dax=inode", "inode" },
		{ "dax=always", "always" },
		{ "dax", "always" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (words_have(mnt->super_options, words[i].word, ",") ||
		    words_have(mnt->options, words[i].word, ","))
			return words[i].means;
	return NULL;
}

bool mount_proposes_dax(const struct mount *mnt)
{
	static const char types[] = "ext4 xfs ext2 fuse virtiofs erofs";
	const char *dax = mount_dax_option(mnt);

	return words_have(types, mnt->fs_type, " ") && dax &&
	       strcmp(dax, "never") != 0;
}

size_t mounts_propose_dax(const struct mounts *m, const struct mount ***ret)
{
	const struct mount **found = xcalloc(m->n, sizeof(*found));
	size_t n = 0;

	for (size_t i = 0; i < m->n; i++)
		if (mount_proposes_dax(&m->v[i]))
			found[n++] = &m->v[i];
	*ret = found;
	return n;
}
