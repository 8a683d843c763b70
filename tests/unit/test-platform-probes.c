// SPDX-License-Identifier: MIT
// The probes together, on captured machines and on this one.
#include "platform-sysroot.h"

#include "platform/kernel.h"
#include "platform/platform.h"

static const char *const captured[] = {
	"debian-5.10-virtio-ext4", "debian-6.1-nvdimm-ext4",
	"debian-6.12-e820-ext4",   "debian-6.17-nvdimm-xfs",
	"debian-7.3-nvdimm-xfs",   "synthetic-4.4",
	"synthetic-4.6",           "synthetic-4.8",
	"synthetic-4.9",           "synthetic-4.10",
	"synthetic-4.15",
};

static void collect_put(struct facts *f, const char *path, const char *text)
{
	cleanup_machine struct machine m = machine_new();

	machine_put(&m, path, text);
	platform_collect(f, &m.sr);
}

// Known: a value and a source. Not known: a reason. Each key once.
static void check_sound(const struct facts *f)
{
	facts_for_each (it, f) {
		assert_true(it->key[0]);
		assert_true(it->source[0]);
		if (it->status == FACT_KNOWN)
			assert_true(it->type != FACT_TEXT || it->text);
		else
			assert_true(it->reason && it->reason[0]);
		assert_ptr_equal(facts_find(f, it->key), it);
	}
}

TEST(every_fact_has_a_source_and_every_unknown_a_reason)
{
	struct sysroot here = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(captured); i++) {
		cleanup_machine struct machine m =
			machine_captured(captured[i]);
		cleanup_facts struct facts f = { 0 };

		platform_collect(&f, &m.sr);
		check_sound(&f);
	}
	cleanup_facts struct facts f = { 0 };
	platform_collect(&f, &here);
	check_sound(&f);
}

TEST(an_empty_machine_knows_nothing)
{
	cleanup_machine struct machine m = machine_new();
	cleanup_facts struct facts f = { 0 };

	platform_collect(&f, &m.sr);
	assert_true(f.n > 0);
	facts_for_each (it, &f)
		if (it->status == FACT_KNOWN)
			fail_msg("%s is known", it->key);
}

TEST(probes_come_in_their_order)
{
	cleanup_machine struct machine m =
		machine_captured("debian-6.1-nvdimm-ext4");
	cleanup_facts struct facts f = { 0 };

	platform_collect(&f, &m.sr);
	assert_string_equal(f.v[0].key, "kernel.release");
	assert_true(facts_find(&f, "kernel.dax_path.ext4") <
		    facts_find(&f, "cpu.model"));
	assert_true(facts_find(&f, "cpu.model") < facts_find(&f, "virt.pmem"));
	assert_true(facts_find(&f, "virt.pmem") < facts_find(&f, "nd"));
}

TEST(a_captured_6_1_is_described)
{
	cleanup_machine struct machine m =
		machine_captured("debian-6.1-nvdimm-ext4");
	cleanup_facts struct facts f = { 0 };

	platform_collect(&f, &m.sr);
	assert_fact_text(&f, "kernel.release", "6.1.0-56-amd64");
	assert_fact_number(&f, "kernel.taint", FACT_COUNT, 0);
	assert_fact_text(&f, "kernel.taint_letters", "none");
	assert_fact_text(&f, "kernel.dax_path.ext4", "iomap");
	assert_fact_number(&f, "cpu.flag.clwb", FACT_BOOL, 1);
	assert_fact_number(&f, "cpu.flag.movdir64b", FACT_BOOL, 0);
	assert_fact_number(&f, "virt.hypervisor", FACT_BOOL, 1);
	assert_fact_text(&f, "virt.sys_vendor", "QEMU");
	assert_fact_number(&f, "mem.pmd_bytes", FACT_BYTES, 2 << 20);
	assert_fact_text(&f, "thp.enabled", "always");
	assert_fact_number(&f, "hugetlb.2048kb", FACT_COUNT, 0);
	assert_fact_text(&f, "numa.node0.cpus", "0");
	assert_fact_text(&f, "clock.source", "tsc");
	assert_fact_text(&f, "dax_mount.0",
			 "/mnt/dax (ext4, dax=always, /dev/pmem0)");
}

TEST(what_only_calls_tell_is_unknown_on_a_captured_machine)
{
	cleanup_machine struct machine m =
		machine_captured("debian-6.1-nvdimm-ext4");
	cleanup_facts struct facts f = { 0 };

	platform_collect(&f, &m.sr);
	assert_fact_unknown(&f, "mem.page_bytes", FACT_UNSUPPORTED);
	assert_fact_unknown(&f, "mem.pud_bytes", FACT_UNSUPPORTED);
	assert_fact_unknown(&f, "clock.resolution", FACT_UNSUPPORTED);
	assert_fact_unknown(&f, "nd", FACT_UNSUPPORTED);
	assert_fact_unknown(&f, "dax", FACT_UNSUPPORTED);
}

TEST(a_configuration_that_lacks_pmd_faults_says_n)
{
	cleanup_machine struct machine m = machine_captured("synthetic-4.8");
	cleanup_facts struct facts f = { 0 };

	platform_collect(&f, &m.sr);
	assert_fact_text(&f, "kernel.config.fs_dax", "y");
	assert_fact_text(&f, "kernel.config.fs_dax_pmd", "n");
}

TEST(a_compressed_configuration_is_unsupported_not_no)
{
	cleanup_facts struct facts f = { 0 };

	collect_put(&f, "/proc/config.gz", "\x1f\x8b");
	assert_fact_unknown(&f, "kernel.config.fs_dax", FACT_UNSUPPORTED);
}

TEST(a_release_cannot_lead_out_of_the_captured_machine)
{
	cleanup_machine struct machine m = machine_new();
	cleanup_free char *path = NULL;

	machine_put(&m, KERNEL_RELEASE_PATH, "x/../../secret\n");
	machine_put(&m, "/boot/config-x/y", "");
	machine_put(&m, "/secret", "CONFIG_FS_DAX=y\n");
	assert_int_equal(kernel_config_path(&m.sr, &path), -ENOENT);
}

TEST(taint_bits_become_letters)
{
	char buf[KERNEL_TAINT_MAX];

	assert_string_equal(kernel_taint_letters(0, buf), "");
	assert_string_equal(kernel_taint_letters(1 | 1 << 9 | 1 << 12, buf),
			    "PWO");
	assert_string_equal(kernel_taint_letters(UINT64_MAX, buf),
			    "PFSRMBUDAWCIOELKXTNJ?");
}

TEST(counted_instructions_are_announced_by_a_whole_word)
{
	cleanup_facts struct facts yes = { 0 };
	cleanup_facts struct facts no = { 0 };

	collect_put(&yes, "/proc/cmdline",
		    "quiet daxbench.clock=icount nokaslr\n");
	collect_put(&no, "/proc/cmdline", "xdaxbench.clock=icount2\n");
	assert_fact_text(&yes, "clock.kind", "icount");
	assert_fact_text(&no, "clock.kind", "wall");
	assert_string_equal(facts_find(&yes, "clock.kind")->source,
			    "/proc/cmdline");
}

TEST(arm_processors_list_features_of_their_own)
{
	cleanup_facts struct facts f = { 0 };

	collect_put(&f, "/proc/cpuinfo",
		    "processor\t: 0\nFeatures\t: fp atomics dcpop\n\n"
		    "processor\t: 1\nFeatures\t: fp dcpodp\n");
	assert_fact_number(&f, "cpu.flag.dcpop", FACT_BOOL, 1);
	assert_fact_number(&f, "cpu.flag.dcpodp", FACT_BOOL, 0);
	assert_fact_unknown(&f, "cpu.model", FACT_ABSENT);
	assert_fact_unknown(&f, "virt.hypervisor", FACT_UNSUPPORTED);
}

TEST(the_model_is_not_taken_for_the_model_name)
{
	cleanup_facts struct facts f = { 0 };

	collect_put(&f, "/proc/cpuinfo",
		    "model\t\t: 106\nmodel name\t: Some CPU @ 2GHz\n");
	assert_fact_text(&f, "cpu.model", "Some CPU @ 2GHz");
	assert_fact_text(&f, "cpu.model_number", "106");
}

// What our VM script wrote, on this machine.
static void collect_vm(struct facts *f, const char *text)
{
	cleanup_machine struct machine m = machine_new();
	cleanup_free char *path = xasprintf("%s/vm.facts", m.root);
	struct sysroot here = { 0 };

	machine_put(&m, "/vm.facts", text);
	assert_int_equal(setenv("DAXBENCH_VM_FACTS", path, 1), 0);
	platform_collect(f, &here);
	assert_int_equal(unsetenv("DAXBENCH_VM_FACTS"), 0);
}

TEST(lines_of_the_vm_script_become_facts)
{
	cleanup_facts struct facts f = { 0 };

	collect_vm(&f, "accel=tcg\nmachine=q35,nvdimm=on\nempty=\n");
	assert_fact_text(&f, "vm.accel", "tcg");
	assert_fact_text(&f, "vm.machine", "q35,nvdimm=on");
	assert_fact_text(&f, "vm.empty", "");
	assert_null(facts_find(&f, "vm.malformed_lines"));
	assert_string_equal(facts_find(&f, "vm.accel")->source, "daxbench vm");
}

TEST(malformed_lines_of_the_vm_script_are_counted)
{
	cleanup_facts struct facts f = { 0 };

	collect_vm(&f, "good=1\nno equals\nBad Key=1\n=x\ngood=2\n"
		       "esc=\x1b[2J\n");
	assert_fact_text(&f, "vm.good", "1");
	assert_null(facts_find(&f, "vm.esc"));
	assert_fact_unknown(&f, "vm.malformed_lines", FACT_ERROR);
	assert_non_null(strstr(facts_find(&f, "vm.malformed_lines")->reason,
			       "5 lines"));
}

TEST(a_file_of_the_vm_script_that_is_too_long_is_refused)
{
	cleanup_free char *text = xcalloc(1, 70001);
	cleanup_facts struct facts f = { 0 };

	memset(text, 'a', 70000);
	collect_vm(&f, text);
	assert_fact_unknown(&f, "vm", FACT_ERROR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			every_fact_has_a_source_and_every_unknown_a_reason),
		cmocka_unit_test(an_empty_machine_knows_nothing),
		cmocka_unit_test(probes_come_in_their_order),
		cmocka_unit_test(a_captured_6_1_is_described),
		cmocka_unit_test(
			what_only_calls_tell_is_unknown_on_a_captured_machine),
		cmocka_unit_test(a_configuration_that_lacks_pmd_faults_says_n),
		cmocka_unit_test(
			a_compressed_configuration_is_unsupported_not_no),
		cmocka_unit_test(
			a_release_cannot_lead_out_of_the_captured_machine),
		cmocka_unit_test(taint_bits_become_letters),
		cmocka_unit_test(
			counted_instructions_are_announced_by_a_whole_word),
		cmocka_unit_test(arm_processors_list_features_of_their_own),
		cmocka_unit_test(the_model_is_not_taken_for_the_model_name),
		cmocka_unit_test(lines_of_the_vm_script_become_facts),
		cmocka_unit_test(malformed_lines_of_the_vm_script_are_counted),
		cmocka_unit_test(
			a_file_of_the_vm_script_that_is_too_long_is_refused),
	};

	return cmocka_run_group_tests_name("platform/probes", tests, NULL,
					   NULL);
}
