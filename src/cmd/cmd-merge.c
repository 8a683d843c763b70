// SPDX-License-Identifier: MIT
// daxbench merge: folders of a matrix that was run in parts become one; of a
// single folder the index is made again.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/outfile.h"
#include "base/plural.h"
#include "base/sysroot.h"
#include "cmd/cmd.h"
#include "result/matrix.h"

struct params {
	const char *output;
	bool quiet;
};

#define AT(field) offsetof(struct params, field)

static const struct option_row rows[] = {
	{ "output", 'o', OPTION_TEXT, AT(output), .label = "DIR",
	  .help = "put the cells of all folders there (default: make the index of the one folder)" },
	{ "quiet", 'q', OPTION_FLAG, AT(quiet), .help = "say nothing" },
};

static const struct option_set sets[] = {
	{ "options", rows, ARRAY_SIZE(rows) },
};

static int make_folder(const char *path, struct error *err)
{
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return 0;
	return error_sys(err, -errno, "cannot make the folder '%s'", path);
}

static int copy_file(const char *from, const char *to, struct error *err)
{
	cleanup_strbuf struct strbuf b = { 0 };
	cleanup_outfile struct outfile out = { .fd = -1 };
	int ret = sysroot_read(NULL, from, &b);

	if (ret < 0)
		return error_sys(err, ret, "cannot read '%s'", from);
	ret = outfile_open(&out, to, err);
	return ret < 0 ? ret : outfile_commit(&out, strbuf_str(&b), b.len, err);
}

static bool is_file(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode);
}

// The plain files of a cell's folder; the record last, so that a cell that is
// there is whole.
static int copy_cell(const char *from, const char *to, struct error *err)
{
	cleanup_names char **names = NULL;
	int ret = make_folder(to, err);
	int n = sysroot_list(NULL, from, &names);

	if (ret < 0)
		return ret;
	if (n < 0)
		return error_sys(err, n, "cannot list '%s'", from);
	for (int last = 0; last < 2; last++) {
		for (char **name = names; *name; name++) {
			cleanup_free char *a = xasprintf("%s/%s", from, *name);
			cleanup_free char *b = xasprintf("%s/%s", to, *name);

			if ((strcmp(*name, "cell.json") == 0) != (last == 1) ||
			    !is_file(a))
				continue;
			ret = copy_file(a, b, err);
			if (ret < 0)
				return ret;
		}
	}
	return 0;
}

static int take_cell(const char *folder, const struct cell *cell,
		     const char *to, struct error *err)
{
	cleanup_free char *from_cell =
		xasprintf("%s/cells/%s", folder, cell->name);
	cleanup_free char *to_cell = xasprintf("%s/cells/%s", to, cell->name);

	if (cell->result) {
		cleanup_free char *a = xasprintf("%s/%s", folder, cell->result);
		cleanup_free char *b = xasprintf("%s/%s", to, cell->result);
		int ret = copy_file(a, b, err);

		if (ret < 0)
			return ret;
	}
	return copy_cell(from_cell, to_cell, err);
}

// A cell that is done is never replaced: two of them are two measurements, and
// which of them counts is not ours to say.
static int take_folder(const char *folder, const char *to,
		       const struct matrix *have, struct error *err)
{
	cleanup_matrix struct matrix m = { 0 };
	int ret = matrix_read_cells(folder, &m, err);

	for (size_t i = 0; i < m.n && ret == 0; i++) {
		const struct cell *old = matrix_find(have, m.v[i].name);

		if (old && old->state != CELL_WAITING &&
		    m.v[i].state == CELL_WAITING)
			continue;
		if (old && old->state != CELL_WAITING) {
			error_set(err, -EEXIST,
				  "the cell '%s' of '%s' is in '%s' already",
				  m.v[i].name, folder, to);
			error_hint(err,
				   "it was run twice: leave one folder out");
			return -EEXIST;
		}
		ret = take_cell(folder, &m.v[i], to, err);
	}
	return ret;
}

static int join(const char *to, int n, char **folders, struct error *err)
{
	cleanup_free char *cells = xasprintf("%s/cells", to);
	int ret = make_folder(to, err);

	if (ret == 0)
		ret = make_folder(cells, err);
	for (int i = 0; i < n && ret == 0; i++) {
		cleanup_matrix struct matrix have = { 0 };

		ret = matrix_read_cells(to, &have, err);
		if (ret == 0)
			ret = take_folder(folders[i], to, &have, err);
	}
	return ret;
}

static int index_folder(const char *folder, bool quiet, struct error *err)
{
	cleanup_matrix struct matrix m = { 0 };
	cleanup_strbuf struct strbuf text = { 0 };
	cleanup_free char *path = xasprintf("%s/%s", folder, MATRIX_INDEX);
	int ret = matrix_read_cells(folder, &m, err);

	if (ret < 0)
		return ret;
	matrix_json(&m, &text);
	ret = cmd_emit(path, &text, err);
	if (ret == 0 && !quiet)
		printf("%s: %zu cell%s, %zu done, %zu failed, %zu waiting\n",
		       path, m.n, plural(m.n), matrix_count(&m, CELL_DONE),
		       matrix_count(&m, CELL_FAILED),
		       matrix_count(&m, CELL_WAITING));
	return ret;
}

static int check(const struct params *p, int positionals, struct error *err)
{
	if (!positionals)
		return error_usage(err, "no folder given");
	if (positionals > 1 && !p->output) {
		error_usage(err, "%d folders, and no place to join them",
			    positionals);
		error_hint(err, "daxbench merge --output DIR FOLDER…");
		return err->code;
	}
	return 0;
}

static int run(const struct command *self, int argc, char **argv)
{
	struct error err = { 0 };
	struct params p;
	int status;
	int positionals = cmd_parse(self, &p, argc, argv, &status);

	if (positionals < 0)
		return status;
	int ret = check(&p, positionals, &err);
	if (ret == 0 && p.output)
		ret = join(p.output, positionals, argv, &err);
	if (ret == 0)
		ret = index_folder(p.output ? p.output : argv[0], p.quiet,
				   &err);
	return ret < 0 ? cmd_fail(&err) : EXIT_YES;
}

const struct command cmd_merge = {
	.name = "merge",
	.synopsis = "[--output DIR] FOLDER…",
	.summary = "join the folders of a matrix that was run in parts",
	.help = "examples:\n"
		"  daxbench vm matrix --plan-only … | parallel\n"
		"  daxbench merge --output all out/*\n"
		"      a folder that `daxbench compare` and `report` read whole\n"
		"  daxbench merge out\n"
		"      make out/index.json again\n",
	.run = run,
	.sets = sets,
	.n_sets = ARRAY_SIZE(sets),
};
