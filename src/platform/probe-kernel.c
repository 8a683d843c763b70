// SPDX-License-Identifier: MIT
// Which kernel, how it was started and built, and whether it is tainted.
#include "platform/kernel.h"
#include "platform/platform.h"
#include "platform/sysfact.h"

#include <ctype.h>
#include <errno.h>

#include "base/alloc.h"
#include "base/parse.h"

static const char *const config_names[] = {
	"FS_DAX",
	"FS_DAX_PMD",
	"ZONE_DEVICE",
	"TRANSPARENT_HUGEPAGE",
};

static char *config_key(const char *name)
{
	char *key = xasprintf("kernel.config.%s", name);

	for (char *p = key; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return key;
}

static void config(struct facts *f, const struct sysroot *sr)
{
	char letters[ARRAY_SIZE(config_names)];
	cleanup_free char *path = NULL;
	int rc = kernel_config_path(sr, &path);
	const char *source = "/boot, /lib/modules, /proc/config.gz";

	if (rc == -EOPNOTSUPP)
		source = "/proc/config.gz";
	if (rc == 0) {
		source = path;
		rc = kernel_config_read(sr, path, config_names,
					ARRAY_SIZE(config_names), letters);
	}
	for (size_t i = 0; i < ARRAY_SIZE(config_names); i++) {
		cleanup_free char *key = config_key(config_names[i]);
		char value[] = { rc == 0 ? letters[i] : 'n', '\0' };

		if (rc == 0)
			facts_text(f, key, source, value);
		else if (rc == -EOPNOTSUPP)
			facts_unknown(f, key, source, FACT_UNSUPPORTED,
				      "the configuration is only there "
				      "compressed, and this build has no zlib");
		else
			sysfact_errno(f, key, sr, source, rc);
	}
}

static void taint(struct facts *f, const struct sysroot *sr)
{
	static const char path[] = "/proc/sys/kernel/tainted";
	char letters[KERNEL_TAINT_MAX];
	uint64_t bits;

	sysfact_count(f, "kernel.taint", sr, path, "");
	if (sysroot_read_u64(sr, path, &bits) == 0)
		facts_text(f, "kernel.taint_letters", path,
			   bits ? kernel_taint_letters(bits, letters) : "none");
}

static void collect(struct facts *f, const struct sysroot *sr)
{
	cleanup_free char *release = NULL;
	int rc = kernel_release(sr, &release);

	if (rc == 0)
		facts_text(f, "kernel.release", KERNEL_RELEASE_PATH, release);
	else
		sysfact_errno(f, "kernel.release", sr, KERNEL_RELEASE_PATH, rc);
	sysfact_text(f, "kernel.version", sr, "/proc/version");
	sysfact_text(f, "kernel.cmdline", sr, "/proc/cmdline");
	taint(f, sr);
	config(f, sr);
}

static const struct probe kernel = {
	.name = "kernel",
	.summary = "release, command line, taint, DAX configuration",
	.order = 10,
	.collect = collect,
};
REGISTER(probe, kernel);
