// SPDX-License-Identifier: MIT
// What lies below a path, here and on a captured machine.
#include "platform-sysroot.h"

#include "platform/path-facts.h"
#include "platform/platform.h"

TEST(a_directory_here_is_described)
{
	cleanup_machine struct machine m = machine_new();
	cleanup_facts struct facts f = { 0 };
	struct sysroot here = { 0 };
	struct error err = { 0 };

	assert_int_equal(path_facts(&f, &here, m.root, &err), 0);
	assert_fact_text(&f, "target.kind", "directory");
	assert_true(fact_known(&f, "fs.block")->number > 0);
	assert_true(fact_known(&f, "mount.point")->text[0] == '/');
	assert_non_null(facts_find(&f, "statx.dax"));
	assert_non_null(facts_find(&f, "fs.xflag_dax"));
}

TEST(a_symbolic_link_is_followed)
{
	cleanup_machine struct machine m = machine_new();
	cleanup_free char *link = xasprintf("%s/link", m.root);
	cleanup_free char *file = xasprintf("%s/file", m.root);
	cleanup_facts struct facts f = { 0 };
	cleanup_free char *real = NULL;
	struct sysroot here = { 0 };
	struct error err = { 0 };

	machine_put(&m, "/file", "x");
	machine_link(&m, "/link", "file");
	assert_int_equal(path_facts(&f, &here, link, &err), 0);
	real = realpath(file, NULL);
	assert_fact_text(&f, "target.path", real);
	assert_fact_text(&f, "target.kind", "file");
}

TEST(a_fifo_does_not_hold_us_up)
{
	cleanup_machine struct machine m = machine_new();
	cleanup_free char *path = xasprintf("%s/fifo", m.root);
	cleanup_facts struct facts f = { 0 };
	struct sysroot here = { 0 };
	struct error err = { 0 };

	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(path_facts(&f, &here, path, &err), 0);
	assert_fact_text(&f, "target.kind", "fifo");
	assert_null(facts_find(&f, "fs.xflag_dax"));
}

TEST(a_character_device_that_is_not_dax_is_no_target)
{
	cleanup_facts struct facts f = { 0 };
	struct sysroot here = { 0 };
	struct error err = { 0 };

	assert_int_equal(path_facts(&f, &here, "/dev/null", &err), 0);
	assert_fact_text(&f, "target.kind", "character device");
	assert_null(facts_find(&f, "daxdev"));
}

TEST(a_path_that_is_not_there_fails_with_its_name)
{
	cleanup_facts struct facts f = { 0 };
	struct sysroot here = { 0 };
	struct error err = { 0 };

	assert_int_equal(path_facts(&f, &here, "/nonexistent/x", &err),
			 -ENOENT);
	assert_non_null(strstr(err.text, "'/nonexistent/x'"));
	assert_int_equal(f.n, 0);
}

TEST(a_captured_path_shows_mount_and_disk)
{
	cleanup_machine struct machine m =
		machine_captured("debian-6.17-nvdimm-xfs");
	cleanup_facts struct facts f = { 0 };
	struct error err = { 0 };

	assert_int_equal(path_facts(&f, &m.sr, "/mnt/dax/file", &err), 0);
	path_dax_path_fact(&f, &m.sr);
	assert_fact_text(&f, "mount.point", "/mnt/dax");
	assert_fact_text(&f, "mount.fs_type", "xfs");
	assert_fact_text(&f, "mount.dax", "always");
	assert_fact_text(&f, "block.name", "pmem0");
	assert_fact_text(&f, "kernel.dax_path.xfs", "iomap");
	assert_fact_unknown(&f, "statx.dax", FACT_UNSUPPORTED);
	assert_fact_unknown(&f, "fs.xflag_dax", FACT_UNSUPPORTED);
	assert_fact_unknown(&f, "namespace", FACT_UNSUPPORTED);
}

TEST(a_captured_path_must_be_absolute)
{
	cleanup_machine struct machine m =
		machine_captured("debian-6.17-nvdimm-xfs");
	cleanup_facts struct facts f = { 0 };
	struct error err = { 0 };

	assert_true(path_facts(&f, &m.sr, "mnt/dax", &err) < 0);
	assert_int_equal(err.kind, ERROR_USAGE);
}

TEST(what_the_platform_knows_is_not_said_twice)
{
	cleanup_machine struct machine m =
		machine_captured("debian-6.17-nvdimm-xfs");
	cleanup_facts struct facts f = { 0 };
	struct error err = { 0 };

	platform_collect(&f, &m.sr);
	assert_int_equal(path_facts(&f, &m.sr, "/mnt/dax", &err), 0);
	path_dax_path_fact(&f, &m.sr);
	facts_for_each (it, &f)
		assert_ptr_equal(facts_find(&f, it->key), it);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_directory_here_is_described),
		cmocka_unit_test(a_symbolic_link_is_followed),
		cmocka_unit_test(a_fifo_does_not_hold_us_up),
		cmocka_unit_test(
			a_character_device_that_is_not_dax_is_no_target),
		cmocka_unit_test(a_path_that_is_not_there_fails_with_its_name),
		cmocka_unit_test(a_captured_path_shows_mount_and_disk),
		cmocka_unit_test(a_captured_path_must_be_absolute),
		cmocka_unit_test(what_the_platform_knows_is_not_said_twice),
	};

	return cmocka_run_group_tests_name("platform/path", tests, NULL, NULL);
}
