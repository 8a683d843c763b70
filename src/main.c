// SPDX-License-Identifier: MIT
// daxbench: the command table, the global options, dispatch; nothing else.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/build-id.h"
#include "cmd/cmd.h"
#include "cmd/stdio-close.h"

static const struct command *const commands[] = {
	&cmd_run,     &cmd_check,   &cmd_explain, &cmd_inspect,
	&cmd_compare, &cmd_noise,   &cmd_report,  &cmd_merge,
	&cmd_list,    &cmd_durable, &cmd_vm,
};

static void print_usage(FILE *out)
{
	fputs("usage: daxbench COMMAND [OPTIONS]\n"
	      "\n"
	      "Prove what DAX (direct access to persistent memory) does on this machine.\n"
	      "\n"
	      "commands:\n",
	      out);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "  %-9s %s\n", commands[i]->name,
			commands[i]->summary);
	fputs("\n"
	      "  daxbench COMMAND --help      options and examples of one command\n"
	      "  daxbench --version           version and optional libraries\n"
	      "\n"
	      "No persistent memory here? Try it in a virtual machine:\n"
	      "  daxbench vm -- run --workload pmd-fault\n"
	      "\n"
	      "Exit status: 0 yes or done, 1 the answer is no, 2 usage, 3 it could not be\n"
	      "determined, 128+n ended by signal n.\n",
	      out);
}

static int help(const char *name)
{
	if (!name) {
		print_usage(stdout);
		return EXIT_YES;
	}
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(commands[i]->name, name) == 0) {
			cmd_print_help(commands[i], stdout);
			return EXIT_YES;
		}
	}
	fprintf(stderr, "daxbench: there is no command '%s'\n", name);
	return EXIT_USAGE;
}

static int unknown(const char *name)
{
	const char *names[ARRAY_SIZE(commands) + 1] = { NULL };

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		names[i] = commands[i]->name;
	const char *near = nearest_name(name, names);

	fprintf(stderr, "daxbench: unknown command '%s'\n", name);
	if (near)
		fprintf(stderr, "daxbench: did you mean '%s'?\n", near);
	else
		fputs("daxbench: 'daxbench --help' lists the commands\n",
		      stderr);
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	stdio_close_at_exit();
	if (argc < 2) {
		print_usage(stderr);
		return EXIT_USAGE;
	}
	const char *name = argv[1];

	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		return help(NULL);
	if (strcmp(name, "help") == 0)
		return help(argc > 2 ? argv[2] : NULL);
	if (strcmp(name, "--version") == 0) {
		const char *build = build_id();

		printf("daxbench %s\nlibraries: %s\ncompiler: %s\nbuild: %s\n",
		       PACKAGE_VERSION, DAXBENCH_FEATURES, DAXBENCH_COMPILER,
		       build ? build : "linked without a build ID");
		return EXIT_YES;
	}
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i]->run(commands[i], argc - 1,
						argv + 1);
	return unknown(name);
}
