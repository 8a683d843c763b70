// SPDX-License-Identifier: MIT
// Which processor, the flags that decide how stores reach persistence (clwb,
// clflushopt, movdir64b), and what makes its speed vary.
#include "platform/cpuinfo.h"
#include "platform/platform.h"
#include "platform/sysfact.h"

#include <string.h>

#include "base/alloc.h"

#define CPU_DIR "/sys/devices/system/cpu"

static const struct {
	const char *key, *field;
} fields[] = {
	{ "cpu.vendor", "vendor_id" },  { "cpu.model", "model name" },
	{ "cpu.family", "cpu family" }, { "cpu.model_number", "model" },
	{ "cpu.stepping", "stepping" }, { "cpu.microcode", "microcode" },
};

// The line that lists features is named differently by architecture.
static const struct {
	const char *field;
	const char *flags[12];
} flag_lines[] = {
	{ "flags",
	  { "clflush", "clflushopt", "clwb", "movdir64b", "avx512f", "pdpe1gb",
	    "hypervisor", "constant_tsc", "nonstop_tsc" } },
	{ "Features", { "dcpop", "dcpodp", "atomics" } },
};

static const struct {
	const char *key, *path;
} lines[] = {
	{ "cpu.online", CPU_DIR "/online" },
	{ "cpu.smt", CPU_DIR "/smt/control" },
	{ "cpu.governor", CPU_DIR "/cpu0/cpufreq/scaling_governor" },
	{ "cpu.frequency_driver", CPU_DIR "/cpu0/cpufreq/scaling_driver" },
};

static void flags(struct facts *f, const struct cpuinfo *c)
{
	for (size_t i = 0; i < ARRAY_SIZE(flag_lines); i++) {
		const char *field = flag_lines[i].field;
		cleanup_free char *line = cpuinfo_field(c, field);

		if (!line)
			continue;
		for (const char *const *p = flag_lines[i].flags; *p; p++) {
			cleanup_free char *key = xasprintf("cpu.flag.%s", *p);

			facts_bool(f, key, CPUINFO_PATH,
				   cpuinfo_has_word(c, field, *p));
		}
		return;
	}
	facts_unknown(f, "cpu.flag", CPUINFO_PATH, FACT_UNSUPPORTED,
		      "no line lists the features of the processor");
}

static void collect(struct facts *f, const struct sysroot *sr)
{
	cleanup_cpuinfo struct cpuinfo c = { 0 };
	int rc = cpuinfo_read(&c, sr);

	for (size_t i = 0; rc == 0 && i < ARRAY_SIZE(fields); i++) {
		const char *key = fields[i].key;
		cleanup_free char *value = cpuinfo_field(&c, fields[i].field);

		if (value)
			facts_text(f, key, CPUINFO_PATH, value);
		else
			facts_unknown(f, key, CPUINFO_PATH, FACT_ABSENT,
				      "no line '%s'", fields[i].field);
	}
	if (rc == 0)
		flags(f, &c);
	else
		sysfact_errno(f, "cpu.model", sr, CPUINFO_PATH, rc);
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		sysfact_text(f, lines[i].key, sr, lines[i].path);
	sysfact_bool(f, "cpu.no_turbo", sr, CPU_DIR "/intel_pstate/no_turbo");
}

static const struct probe cpu = {
	.name = "cpu",
	.summary = "processor, flush instructions, frequency control",
	.order = 20,
	.collect = collect,
};
REGISTER(probe, cpu);
