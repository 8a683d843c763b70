// SPDX-License-Identifier: MIT
// daxbench vm: hand over to the script that boots a machine with emulated
// pmem. Its place: DAXBENCH_LIBEXEC, or beside the sources when this program
// stands in its build tree, or the installed one.
#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "cmd/cmd.h"
#include "cmd/place.h"

#define SCRIPT "daxbench-vm"

// For the script, which puts them into the guest.
static void name_plans(void)
{
	cleanup_names char **dirs = place_of_plans();
	cleanup_strbuf struct strbuf all = { 0 };

	for (char **dir = dirs; *dir; dir++)
		strbuf_printf(&all, "%s%s", all.len ? ":" : "", *dir);
	(void)setenv("DAXBENCH_PLANS", strbuf_str(&all), 1);
}

static char *script_path(const char *own)
{
	const char *libexec = getenv("DAXBENCH_LIBEXEC");

	if (libexec && libexec[0])
		return xasprintf("%s/%s", libexec, SCRIPT);
	if (own) {
		cleanup_free char *copy = xstrdup(own);
		char *beside =
			xasprintf("%s/scripts/%s", dirname(copy), SCRIPT);

		if (access(beside, X_OK) == 0)
			return beside;
		free(beside);
	}
	return xasprintf("%s/%s", PKGLIBEXECDIR, SCRIPT);
}

static int run(const struct command *self, int argc, char **argv)
{
	(void)self;
	cleanup_free char *own = place_of_program();
	cleanup_free char *script = script_path(own);
	cleanup_free char **args = xcalloc((size_t)argc + 1, sizeof(*args));
	struct error err = { 0 };

	if (own)
		(void)setenv("DAXBENCH_BIN", own, 1);
	name_plans();
	args[0] = script;
	for (int i = 1; i < argc; i++)
		args[i] = argv[i];
	(void)fflush(stdout);
	(void)execv(script, args);
	error_sys(&err, -errno, "cannot start '%s'", script);
	error_hint(
		&err,
		"install daxbench (make install), or name the directory of the script in DAXBENCH_LIBEXEC");
	return cmd_fail(&err);
}

const struct command cmd_vm = {
	.name = "vm",
	.synopsis = "[OPTIONS] -- COMMAND…",
	.summary =
		"boot a kernel with emulated pmem in QEMU and run COMMAND inside",
	.run = run,
};
