// SPDX-License-Identifier: MIT
#include "platform/pmem-origin.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "base/alloc.h"
#include "platform/cpuinfo.h"
#include "platform/sysfact.h"

#define ND_DEVICES "/sys/bus/nd/devices"
#define ND_CLASS "/sys/class/nd"
#define NFIT "/sys/firmware/acpi/tables/NFIT"
#define DMI_VENDOR "/sys/class/dmi/id/sys_vendor"
#define QEMU_DIMM_VENDOR "0x8680"
#define QEMU_DIMM_SERIAL "0x56341200"

// What the pieces add up to.
struct origin {
	struct strbuf emulated; // evidence, "; " between
	bool bus;               // there is an nvdimm bus at all
	bool nfit;              // one that firmware describes
	bool e820;
	bool hypervisor;
	bool hypervisor_known; // only x86 has the flag
};

static void origin_release(struct origin *o)
{
	strbuf_release(&o->emulated);
}
DEFINE_CLEANUP(origin, struct origin, origin_release)
#define cleanup_origin CLEANUP(origin_cleanup_)

static void ATTR_PRINTF(2, 3) betrays(struct origin *o, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	cleanup_free char *text = xvasprintf(fmt, ap);
	va_end(ap);
	strbuf_printf(&o->emulated, "%s%s", o->emulated.len ? "; " : "", text);
}

static void provider(struct origin *o, struct facts *f,
		     const struct sysroot *sr, const char *bus,
		     const char *path)
{
	cleanup_free char *key = xasprintf("virt.evidence.%s.provider", bus);
	cleanup_free char *value = NULL;

	o->bus = true;
	sysfact_text(f, key, sr, path);
	if (sysroot_read_line(sr, path, &value) < 0)
		return;
	if (strcmp(value, "virtio-pmem") == 0)
		betrays(o, "provider of %s is virtio-pmem", bus);
	o->e820 |= strcmp(value, "e820") == 0;
	o->nfit |= strcmp(value, "ACPI.NFIT") == 0;
}

// /sys/class/nd/ndctl0/device is the bus, on every kernel.
static void buses(struct origin *o, struct facts *f, const struct sysroot *sr)
{
	cleanup_names char **names = NULL;

	if (sysroot_list(sr, ND_CLASS, &names) < 0)
		return;
	for (char **p = names; *p; p++) {
		if (strncmp(*p, "ndctl", 5) != 0)
			continue;
		cleanup_free char *bus = xasprintf("ndbus%s", *p + 5);
		cleanup_free char *path =
			xasprintf(ND_CLASS "/%s/device/provider", *p);

		provider(o, f, sr, bus, path);
	}
}

static void dimms(struct origin *o, struct facts *f, const struct sysroot *sr)
{
	cleanup_names char **names = NULL;

	if (sysroot_list(sr, ND_DEVICES, &names) < 0)
		return;
	for (char **p = names; *p; p++) {
		cleanup_free char *vendor_path =
			xasprintf(ND_DEVICES "/%s/nfit/vendor", *p);
		cleanup_free char *serial_path =
			xasprintf(ND_DEVICES "/%s/nfit/serial", *p);
		cleanup_free char *key =
			xasprintf("virt.evidence.%s.vendor", *p);
		cleanup_free char *vendor = NULL;
		cleanup_free char *serial = NULL;

		if (strncmp(*p, "nmem", 4) != 0)
			continue;
		sysfact_text(f, key, sr, vendor_path);
		if (sysroot_read_line(sr, vendor_path, &vendor) == 0 &&
		    sysroot_read_line(sr, serial_path, &serial) == 0 &&
		    strcmp(vendor, QEMU_DIMM_VENDOR) == 0 &&
		    strcmp(serial, QEMU_DIMM_SERIAL) == 0)
			betrays(o, "%s has QEMU's vendor and serial", *p);
	}
}

// ACPI tables are readable by root only. The OEM is in bytes 10 to 15.
static void nfit_oem(struct origin *o, struct facts *f,
		     const struct sysroot *sr)
{
	static const char key[] = "virt.evidence.nfit_oem";
	enum { OEM_AT = 10, OEM_LEN = 6 };
	cleanup_strbuf struct strbuf b = { 0 };
	int rc = sysroot_read(sr, NFIT, &b);

	if (rc < 0) {
		sysfact_errno(f, key, sr, NFIT, rc);
		return;
	}
	if (b.len < OEM_AT + OEM_LEN) {
		facts_unknown(f, key, NFIT, FACT_ERROR,
			      "the table has only %zu bytes", b.len);
		return;
	}
	cleanup_free char *oem = xstrndup(b.s + OEM_AT, OEM_LEN);
	for (char *c = oem; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	oem[strcspn(oem, " ")] = '\0';
	facts_text(f, key, NFIT, oem);
	if (strcmp(oem, "BOCHS") == 0)
		betrays(o, "OEM of the NFIT is BOCHS");
}

// memmap=SIZE!START declares ordinary memory to be persistent.
static bool has_memmap(const char *cmdline)
{
	static const char name[] = "memmap=";

	for (const char *p = cmdline; (p = strstr(p, name));
	     p += sizeof(name) - 1)
		if (memchr(p, '!', strcspn(p, " \t")))
			return true;
	return false;
}

static void machine(struct origin *o, const struct sysroot *sr)
{
	cleanup_cpuinfo struct cpuinfo c = { 0 };
	cleanup_free char *cmdline = NULL;
	cleanup_free char *vendor = NULL;
	cleanup_free char *model = NULL;
	cleanup_free char *flags = NULL;

	if (cpuinfo_read(&c, sr) == 0) {
		flags = cpuinfo_field(&c, "flags");
		model = cpuinfo_field(&c, "model name");
	}
	o->hypervisor_known = flags;
	o->hypervisor = cpuinfo_has_word(&c, "flags", "hypervisor");
	if (model && strstr(model, "QEMU TCG CPU"))
		betrays(o, "processor is %s", model);
	if (sysroot_read_line(sr, DMI_VENDOR, &vendor) == 0 &&
	    strcmp(vendor, "QEMU") == 0)
		betrays(o, "DMI vendor is QEMU");
	if (o->e820 && sysroot_read_line(sr, "/proc/cmdline", &cmdline) == 0 &&
	    has_memmap(cmdline))
		betrays(o, "memmap= on the kernel command line");
	if (o->e820 && o->hypervisor)
		betrays(o, "e820 memory under a hypervisor");
}

static void conclude(const struct origin *o, struct facts *f)
{
	static const char key[] = "virt.pmem";
	const char *source = "virt.evidence, " CPUINFO_PATH;

	if (!o->bus)
		facts_unknown(f, key, ND_CLASS, FACT_ABSENT, "no nvdimm bus");
	else if (o->emulated.len)
		facts_text(f, key, strbuf_str(&o->emulated), "emulated");
	else if (o->hypervisor)
		facts_unknown(f, key, source, FACT_UNSUPPORTED,
			      "a hypervisor runs this machine, and nothing "
			      "tells where its memory comes from");
	else if (o->nfit && o->hypervisor_known)
		facts_text(f, key,
			   "NFIT describes it, no hypervisor, no mark of QEMU",
			   "real");
	else
		facts_unknown(f, key, source, FACT_UNSUPPORTED,
			      "neither a mark of emulation nor an NFIT");
}

void pmem_origin_facts(struct facts *f, const struct sysroot *sr)
{
	cleanup_origin struct origin o = { 0 };

	buses(&o, f, sr);
	if (o.bus) {
		dimms(&o, f, sr);
		nfit_oem(&o, f, sr);
		machine(&o, sr);
	}
	conclude(&o, f);
}
