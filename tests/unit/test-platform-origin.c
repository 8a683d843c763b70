// SPDX-License-Identifier: MIT
// Is the persistent memory real or emulated? Never guessed.
#include "platform-sysroot.h"

#include "platform/pmem-origin.h"

#define PROVIDER "/sys/class/nd/ndctl0/device/provider"
#define PHYSICAL "model name\t: Some CPU\nflags\t\t: fpu clwb\n"
#define VIRTUAL "model name\t: Some CPU\nflags\t\t: fpu hypervisor\n"

static void expect_emulated(const struct sysroot *sr, const char *evidence)
{
	cleanup_facts struct facts f = { 0 };

	pmem_origin_facts(&f, sr);
	assert_fact_text(&f, "virt.pmem", "emulated");
	assert_non_null(strstr(facts_find(&f, "virt.pmem")->source, evidence));
}

static void expect_unknown(const struct sysroot *sr, enum fact_status status)
{
	cleanup_facts struct facts f = { 0 };

	pmem_origin_facts(&f, sr);
	assert_fact_unknown(&f, "virt.pmem", status);
}

static struct machine machine_with(const char *provider, const char *cpuinfo,
				   const char *cmdline)
{
	struct machine m = machine_new();

	machine_put(&m, PROVIDER, provider);
	machine_put(&m, "/proc/cpuinfo", cpuinfo);
	machine_put(&m, "/proc/cmdline", cmdline);
	return m;
}

TEST(a_captured_qemu_nvdimm_is_emulated)
{
	cleanup_machine struct machine m =
		machine_captured("debian-6.1-nvdimm-ext4");

	expect_emulated(&m.sr, "nmem0 has QEMU's vendor and serial");
	expect_emulated(&m.sr, "OEM of the NFIT is BOCHS");
	expect_emulated(&m.sr, "QEMU TCG CPU");
}

TEST(captured_virtio_pmem_is_emulated)
{
	cleanup_machine struct machine m =
		machine_captured("debian-5.10-virtio-ext4");

	expect_emulated(&m.sr, "provider of ndbus0 is virtio-pmem");
}

TEST(captured_e820_memory_is_emulated)
{
	cleanup_machine struct machine m =
		machine_captured("debian-6.12-e820-ext4");

	expect_emulated(&m.sr, "memmap=");
}

TEST(an_nfit_on_a_physical_machine_is_real)
{
	cleanup_machine struct machine m =
		machine_with("ACPI.NFIT\n", PHYSICAL, "quiet\n");
	cleanup_facts struct facts f = { 0 };

	machine_put(&m, "/sys/bus/nd/devices/nmem0/nfit/vendor", "0x8980\n");
	machine_put(&m, "/sys/bus/nd/devices/nmem0/nfit/serial",
		    "0x56341200\n");
	pmem_origin_facts(&f, &m.sr);
	assert_fact_text(&f, "virt.pmem", "real");
	assert_fact_text(&f, "virt.evidence.nmem0.vendor", "0x8980");
}

TEST(an_nfit_under_a_hypervisor_is_unknown)
{
	cleanup_machine struct machine m =
		machine_with("ACPI.NFIT\n", VIRTUAL, "quiet\n");

	expect_unknown(&m.sr, FACT_UNSUPPORTED);
}

TEST(memmap_makes_ordinary_memory_persistent)
{
	cleanup_machine struct machine m = machine_with(
		"e820\n", PHYSICAL, "quiet memmap=4G$1G memmap=1G!4G\n");

	expect_emulated(&m.sr, "memmap= on the kernel command line");
}

// Firmware of NVDIMMs older than the NFIT marks them so.
TEST(e820_without_memmap_on_a_physical_machine_is_unknown)
{
	cleanup_machine struct machine m =
		machine_with("e820\n", PHYSICAL, "memmap=4G$1G note=!x\n");

	expect_unknown(&m.sr, FACT_UNSUPPORTED);
}

TEST(without_a_hypervisor_flag_nothing_is_called_real)
{
	cleanup_machine struct machine m = machine_with(
		"ACPI.NFIT\n", "Features\t: fp asimd dcpop\n", "quiet\n");

	expect_unknown(&m.sr, FACT_UNSUPPORTED);
}

TEST(a_machine_without_a_bus_has_none_to_judge)
{
	cleanup_machine struct machine m = machine_new();

	machine_put(&m, "/proc/cpuinfo", VIRTUAL);
	expect_unknown(&m.sr, FACT_ABSENT);
}

TEST(a_short_nfit_is_an_error)
{
	cleanup_machine struct machine m =
		machine_with("ACPI.NFIT\n", PHYSICAL, "quiet\n");
	cleanup_facts struct facts f = { 0 };

	machine_put(&m, "/sys/firmware/acpi/tables/NFIT", "NFIT");
	pmem_origin_facts(&f, &m.sr);
	assert_fact_unknown(&f, "virt.evidence.nfit_oem", FACT_ERROR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_captured_qemu_nvdimm_is_emulated),
		cmocka_unit_test(captured_virtio_pmem_is_emulated),
		cmocka_unit_test(captured_e820_memory_is_emulated),
		cmocka_unit_test(an_nfit_on_a_physical_machine_is_real),
		cmocka_unit_test(an_nfit_under_a_hypervisor_is_unknown),
		cmocka_unit_test(memmap_makes_ordinary_memory_persistent),
		cmocka_unit_test(
			e820_without_memmap_on_a_physical_machine_is_unknown),
		cmocka_unit_test(
			without_a_hypervisor_flag_nothing_is_called_real),
		cmocka_unit_test(a_machine_without_a_bus_has_none_to_judge),
		cmocka_unit_test(a_short_nfit_is_an_error),
	};

	return cmocka_run_group_tests_name("platform/origin", tests, NULL,
					   NULL);
}
