// SPDX-License-Identifier: MIT
#include "platform/dax-path.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/cleanup.h"
#include "platform/sysfact.h"
#include "platform/words.h"

#define KALLSYMS "/proc/kallsyms"

// Data symbols (the _ops) are listed only with CONFIG_KALLSYMS_ALL, so each
// verdict can also be had from functions.
#define SYMBOLS(X)                                                             \
	X(dax_iomap_fault)  /* 4.10 and later: all go by iomap */              \
	X(dax_fault)        /* to 4.9: buffer_head */                          \
	X(iomap_dax_fault)  /* 4.9: PTE faults of XFS and ext2 */              \
	X(ext4_iomap_begin) /* 4.10 to 7.2 */                                  \
	X(ext4_iomap_next)  /* 7.3 */                                          \
	X(ext4_iomap_ops)                                                      \
	X(ext4_get_block_dax)       /* 4.4 */                                  \
	X(ext4_dax_mmap_get_block)  /* 4.6 */                                  \
	X(ext4_dax_get_block)       /* 4.8, 4.9 */                             \
	X(xfs_get_blocks_dax_fault) /* 4.4 to 4.9 */                           \
	X(xfs_dax_write_iomap_next) /* 7.3 */                                  \
	X(xfs_dax_write_iomap_ops)  /* 6.1 */                                  \
	X(xfs_read_iomap_next)      /* 7.3 */                                  \
	X(xfs_read_iomap_begin)     /* 5.5 */                                  \
	X(xfs_read_iomap_ops)       /* 5.5 */                                  \
	X(xfs_file_iomap_begin)     /* 4.8 (not for DAX there) to 5.4 */       \
	X(xfs_filemap_huge_fault)   /* 4.11 */                                 \
	X(ext2_iomap_begin)         /* 4.9 */                                  \
	X(ext2_iomap_next)                                                     \
	X(ext2_iomap_ops)                                                      \
	X(ext2_dax_fault) /* from 4.4 */                                       \
	X(ext2_get_block) /* the ext2 driver, DAX or not */

enum symbol {
#define X(name) SYM_##name,
	SYMBOLS(X)
#undef X
		SYMBOL_COUNT
};

static const char *const symbol_names[] = {
#define X(name) [SYM_##name] = #name,
	SYMBOLS(X)
#undef X
};
_Static_assert(SYMBOL_COUNT <= 64, "a set of symbols is one word");

typedef uint64_t symbol_set;
#define BIT(name) ((symbol_set)1 << SYM_##name)

struct rule {
	const char *fs; // NULL: any
	symbol_set any; // one of these shows it
	symbol_set need, lack;
	const char *path;
	const char *remark; // or NULL
	bool generic;       // shown by the fault handler of all file systems
};

static const char mixed[] =
	"with iomap_dax_fault: PTE faults by iomap, PMD faults by buffer_head";

// First match wins.
static const struct rule rules[] = {
	{ "ext4",
	  BIT(ext4_iomap_begin) | BIT(ext4_iomap_next) | BIT(ext4_iomap_ops),
	  BIT(dax_iomap_fault), 0, "iomap", NULL, false },
	{ "ext4",
	  BIT(ext4_get_block_dax) | BIT(ext4_dax_mmap_get_block) |
		  BIT(ext4_dax_get_block),
	  BIT(dax_fault), 0, "buffer_head", NULL, false },
	{ "xfs",
	  BIT(xfs_dax_write_iomap_next) | BIT(xfs_dax_write_iomap_ops) |
		  BIT(xfs_read_iomap_next) | BIT(xfs_read_iomap_begin) |
		  BIT(xfs_read_iomap_ops) | BIT(xfs_file_iomap_begin) |
		  BIT(xfs_filemap_huge_fault),
	  BIT(dax_iomap_fault), 0, "iomap", NULL, false },
	{ "xfs", BIT(xfs_get_blocks_dax_fault), BIT(iomap_dax_fault), 0,
	  "mixed", mixed, false },
	{ "xfs", BIT(xfs_get_blocks_dax_fault), BIT(dax_fault),
	  BIT(iomap_dax_fault), "buffer_head", NULL, false },
	{ "ext2",
	  BIT(ext2_iomap_begin) | BIT(ext2_iomap_next) | BIT(ext2_iomap_ops),
	  BIT(dax_iomap_fault), 0, "iomap", NULL, false },
	{ "ext2", BIT(ext2_iomap_begin) | BIT(ext2_iomap_ops),
	  BIT(iomap_dax_fault), 0, "mixed", mixed, false },
	{ "ext2", BIT(ext2_dax_fault), BIT(dax_fault), BIT(iomap_dax_fault),
	  "buffer_head", NULL, false },
	// Symbols of a file system are listed only while its module is loaded.
	{ NULL, BIT(dax_iomap_fault), 0, 0, "iomap", NULL, true },
	{ "ext4", BIT(dax_fault), 0, 0, "buffer_head", NULL, true },
	{ NULL, BIT(iomap_dax_fault), 0, 0, "mixed",
	  "PTE faults by iomap, PMD faults by buffer_head", true },
	{ NULL, BIT(dax_fault), 0, 0, "buffer_head", NULL, true },
};

static const char *const filesystems[] = { "ext4", "xfs", "ext2" };

struct symbols {
	symbol_set seen;
	int rc; // of reading kallsyms
	bool ext2_by_ext4;
};

// "ffffffff81742830 t name\t[module]"; compilers add .isra.0, .llvm.123.
static void take_line(symbol_set *seen, char *line)
{
	char *name = strchr(line, ' ');

	name = name ? strchr(name + 1, ' ') : NULL;
	if (!name)
		return;
	name++;
	// All of them have one of these; most lines go no further.
	if (!strstr(name, "dax") && !strstr(name, "iomap") &&
	    !strstr(name, "ext2_") && !strstr(name, "xfs_"))
		return;
	name[strcspn(name, ".\t\n ")] = '\0';
	for (unsigned i = 0; i < SYMBOL_COUNT; i++)
		if (strcmp(name, symbol_names[i]) == 0)
			*seen |= (symbol_set)1 << i;
}

// ext4's code can drive ext2 (CONFIG_EXT4_USE_FOR_EXT2, Debian's choice): then
// ext2 is registered while nothing of its own driver is listed.
static bool ext2_is_ext4(const struct sysroot *sr, symbol_set seen)
{
	static const symbol_set own =
		BIT(ext2_get_block) | BIT(ext2_dax_fault) |
		BIT(ext2_iomap_begin) | BIT(ext2_iomap_next) |
		BIT(ext2_iomap_ops);
	cleanup_strbuf struct strbuf b = { 0 };

	return !(seen & own) &&
	       sysroot_read(sr, "/proc/filesystems", &b) == 0 &&
	       words_have(strbuf_str(&b), "ext2", " \t\n");
}

static void symbols_read(struct symbols *s, const struct sysroot *sr)
{
	cleanup_file FILE *file = sysroot_fopen(sr, KALLSYMS);
	cleanup_free char *line = NULL;
	size_t cap = 0;

	*s = (struct symbols){ 0 };
	if (!file) {
		s->rc = -errno;
		return;
	}
	while (getline(&line, &cap, file) > 0)
		take_line(&s->seen, line);
	if (ferror(file))
		s->rc = -EIO;
	else
		s->ext2_by_ext4 = ext2_is_ext4(sr, s->seen);
}

static const struct rule *find_rule(const char *fs, symbol_set seen)
{
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		const struct rule *r = &rules[i];

		if (r->fs && strcmp(r->fs, fs) != 0)
			continue;
		if ((seen & r->any) && (seen & r->need) == r->need &&
		    !(seen & r->lack))
			return r;
	}
	return NULL;
}

static void add_remark(struct strbuf *b, const char *remark)
{
	strbuf_printf(b, "%s%s", b->len ? "; " : "", remark);
}

// "dax_iomap_fault (no symbol of ext4 is listed; ext2 is driven by ext4)"
static char *evidence(const struct rule *r, const struct symbols *s,
		      const char *fs, const char *driver)
{
	unsigned first = (unsigned)__builtin_ctzll(s->seen & r->any);
	cleanup_free char *generic =
		xasprintf("no symbol of %s is listed", driver);
	cleanup_free char *other = xasprintf("%s is driven by %s", fs, driver);
	cleanup_strbuf struct strbuf b = { 0 };

	if (r->remark)
		add_remark(&b, r->remark);
	if (r->generic)
		add_remark(&b, generic);
	if (strcmp(fs, driver) != 0)
		add_remark(&b, other);
	if (!b.len)
		return xstrdup(symbol_names[first]);
	return xasprintf("%s (%s)", symbol_names[first], b.s);
}

// NULL: unknown. *ret_why is the evidence or the reason.
static const char *decide(const struct symbols *s, const char *fs,
			  enum fact_status *ret_status, char **ret_why)
{
	bool by_ext4 = strcmp(fs, "ext2") == 0 && s->ext2_by_ext4;
	const char *driver = by_ext4 ? "ext4" : fs;
	const struct rule *r = NULL;

	if (s->rc == 0)
		r = find_rule(driver, s->seen);
	if (r) {
		*ret_status = FACT_KNOWN;
		*ret_why = evidence(r, s, fs, driver);
		return r->path;
	}
	if (s->rc < 0) {
		*ret_status = fact_status_of(s->rc);
		*ret_why = xstrdup(strerror(-s->rc));
	} else {
		*ret_status = FACT_ABSENT;
		*ret_why = xstrdup("neither dax_iomap_fault nor dax_fault is "
				   "listed: built without CONFIG_FS_DAX?");
	}
	return NULL;
}

int dax_path_probe(const struct sysroot *sr, const char *fs, char **ret_path,
		   char **ret_symbol_or_reason)
{
	bool known = false;
	enum fact_status status;
	struct symbols s;

	for (size_t i = 0; i < ARRAY_SIZE(filesystems); i++)
		known |= strcmp(fs, filesystems[i]) == 0;
	if (!known)
		return -EINVAL;
	symbols_read(&s, sr);
	const char *path = decide(&s, fs, &status, ret_symbol_or_reason);
	*ret_path = xstrdup(path ? path : "unknown");
	return 0;
}

void dax_path_facts(struct facts *f, const struct sysroot *sr)
{
	struct symbols s;

	symbols_read(&s, sr);
	for (size_t i = 0; i < ARRAY_SIZE(filesystems); i++) {
		cleanup_free char *key =
			xasprintf("kernel.dax_path.%s", filesystems[i]);
		cleanup_free char *why = NULL;
		enum fact_status status;
		const char *path = decide(&s, filesystems[i], &status, &why);

		if (path) {
			cleanup_free char *source =
				xasprintf(KALLSYMS ": %s", why);

			facts_text(f, key, source, path);
		} else if (s.rc < 0) {
			sysfact_errno(f, key, sr, KALLSYMS, s.rc);
		} else {
			facts_unknown(f, key, KALLSYMS, status, "%s", why);
		}
	}
}
