// SPDX-License-Identifier: MIT
// Whether this is a virtual machine, which, and whether its persistent memory
// is emulated: such numbers are of use for comparison only.
#include "platform/cpuinfo.h"
#include "platform/platform.h"
#include "platform/pmem-origin.h"
#include "platform/sysfact.h"

#define DMI_DIR "/sys/class/dmi/id"

static void hypervisor(struct facts *f, const struct sysroot *sr)
{
	static const char key[] = "virt.hypervisor";
	cleanup_cpuinfo struct cpuinfo c = { 0 };
	cleanup_free char *flags = NULL;
	int rc = cpuinfo_read(&c, sr);

	if (rc == 0)
		flags = cpuinfo_field(&c, "flags");
	if (rc < 0)
		sysfact_errno(f, key, sr, CPUINFO_PATH, rc);
	else if (flags)
		facts_bool(f, key, CPUINFO_PATH,
			   cpuinfo_has_word(&c, "flags", "hypervisor"));
	else
		facts_unknown(f, key, CPUINFO_PATH, FACT_UNSUPPORTED,
			      "only x86 processors have a flag for it");
}

static void collect(struct facts *f, const struct sysroot *sr)
{
	hypervisor(f, sr);
	sysfact_text(f, "virt.type", sr, "/sys/hypervisor/type");
	sysfact_text(f, "virt.sys_vendor", sr, DMI_DIR "/sys_vendor");
	sysfact_text(f, "virt.product_name", sr, DMI_DIR "/product_name");
	pmem_origin_facts(f, sr);
}

static const struct probe virt = {
	.name = "virt",
	.summary = "hypervisor, and whether the persistent memory is emulated",
	.order = 30,
	.collect = collect,
};
REGISTER(probe, virt);
