// SPDX-License-Identifier: MIT
// What time is measured by. Under QEMU's instruction-counted clock, which our
// VM script announces on the kernel command line, time is instructions.
#include "platform/cpuinfo.h"
#include "platform/platform.h"
#include "platform/sysfact.h"
#include "platform/words.h"

#include <errno.h>
#include <time.h>

#define CLOCK_DIR "/sys/devices/system/clocksource/clocksource0"
#define AVAILABLE CLOCK_DIR "/available_clocksource"
#define CMDLINE "/proc/cmdline"

static void kind(struct facts *f, const struct sysroot *sr)
{
	cleanup_free char *cmdline = NULL;
	int rc = sysroot_read_line(sr, CMDLINE, &cmdline);

	if (rc < 0) {
		sysfact_errno(f, "clock.kind", sr, CMDLINE, rc);
		return;
	}
	facts_text(f, "clock.kind", CMDLINE,
		   words_have(cmdline, "daxbench.clock=icount", " \t")
			   ? "icount"
			   : "wall");
}

static void resolution(struct facts *f, const struct sysroot *sr)
{
	static const char key[] = "clock.resolution";
	static const char call[] = "clock_getres(2)";
	struct timespec ts;

	if (sysfact_only_live(f, key, sr, call))
		return;
	if (clock_getres(CLOCK_MONOTONIC, &ts) < 0)
		sysfact_errno(f, key, sr, call, -errno);
	else
		facts_count(f, key, call,
			    (uint64_t)ts.tv_sec * 1000000000u +
				    (uint64_t)ts.tv_nsec,
			    "ns");
}

// The kernel offers the TSC as a clock source only while it trusts it; the
// two flags say that it neither changes speed nor stops.
static void tsc(struct facts *f, const struct sysroot *sr)
{
	static const char key[] = "clock.tsc_usable";
	cleanup_cpuinfo struct cpuinfo c = { 0 };
	cleanup_free char *available = NULL;
	int rc = sysroot_read_line(sr, AVAILABLE, &available);

	if (rc < 0) {
		sysfact_errno(f, key, sr, AVAILABLE, rc);
		return;
	}
	rc = cpuinfo_read(&c, sr);
	if (rc < 0) {
		sysfact_errno(f, key, sr, CPUINFO_PATH, rc);
		return;
	}
	facts_bool(f, key, CPUINFO_PATH ", " AVAILABLE,
		   words_have(available, "tsc", " ") &&
			   cpuinfo_has_word(&c, "flags", "constant_tsc") &&
			   cpuinfo_has_word(&c, "flags", "nonstop_tsc"));
}

static void collect(struct facts *f, const struct sysroot *sr)
{
	kind(f, sr);
	sysfact_text(f, "clock.source", sr, CLOCK_DIR "/current_clocksource");
	sysfact_text(f, "clock.sources", sr, AVAILABLE);
	resolution(f, sr);
	tsc(f, sr);
}

static const struct probe clock_probe = {
	.name = "clock",
	.summary = "clock source and resolution, wall time or icount",
	.order = 60,
	.collect = collect,
};
REGISTER(probe, clock_probe);
