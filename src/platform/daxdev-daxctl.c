// SPDX-License-Identifier: MIT
// daxdev.h by libdaxctl.
#include "platform/daxdev.h"

#include <stdbool.h>

#include <daxctl/libdaxctl.h>

#include "base/alloc.h"
#include "platform/sysfact.h"

#define SOURCE "libdaxctl"

static void context_free(struct daxctl_ctx *ctx)
{
	daxctl_unref(ctx);
}
DEFINE_CLEANUP_PTR(context, struct daxctl_ctx, context_free)
#define cleanup_context CLEANUP(context_cleanup_)

static void device_facts(struct facts *f, const char *prefix,
			 struct daxctl_dev *dev)
{
	struct daxctl_region *region = daxctl_dev_get_region(dev);
	const char *name = daxctl_dev_get_devname(dev);
	bool ram = daxctl_dev_get_memory(dev);
	int target_node = daxctl_dev_get_target_node(dev);
	unsigned long align = daxctl_dev_get_align(dev);
	cleanup_free char *path_key = xasprintf("%s.path", prefix);
	cleanup_free char *size_key = xasprintf("%s.size", prefix);
	cleanup_free char *align_key = xasprintf("%s.align", prefix);
	cleanup_free char *node_key = xasprintf("%s.target_node", prefix);
	cleanup_free char *mode_key = xasprintf("%s.mode", prefix);
	cleanup_free char *region_key = xasprintf("%s.region", prefix);
	cleanup_free char *enabled_key = xasprintf("%s.enabled", prefix);

	facts_textf(f, path_key, SOURCE, "/dev/%s", name);
	facts_bytes(f, size_key, SOURCE, daxctl_dev_get_size(dev));
	if (align)
		facts_bytes(f, align_key, SOURCE, align);
	else
		facts_unknown(f, align_key, SOURCE, FACT_UNSUPPORTED,
			      "this kernel does not tell");
	if (target_node >= 0)
		facts_count(f, node_key, SOURCE, (uint64_t)target_node, "");
	else
		facts_unknown(f, node_key, SOURCE, FACT_ABSENT,
			      "it belongs to no node");
	facts_text(f, mode_key, SOURCE, ram ? "system-ram" : "devdax");
	facts_bool(f, enabled_key, SOURCE, daxctl_dev_is_enabled(dev) > 0);
	facts_textf(f, region_key, SOURCE, "%d", daxctl_region_get_id(region));
}

// NULL after having added `key` with the reason.
static struct daxctl_ctx *open_context(struct facts *f, const char *key,
				       const struct sysroot *sr)
{
	struct daxctl_ctx *ctx = NULL;

	if (sysfact_only_live(f, key, sr, SOURCE))
		return NULL;
	int rc = daxctl_new(&ctx);
	if (rc < 0) {
		sysfact_errno(f, key, sr, SOURCE, rc);
		return NULL;
	}
	// Nothing below cmd prints, and this library would.
	daxctl_set_log_priority(ctx, 0);
	return ctx;
}

void daxdev_facts(struct facts *f, const struct sysroot *sr)
{
	cleanup_context struct daxctl_ctx *ctx = open_context(f, "dax", sr);
	struct daxctl_region *region;
	struct daxctl_dev *dev;
	bool found = false;

	if (!ctx)
		return;
	daxctl_region_foreach(ctx, region) daxctl_dev_foreach(region, dev)
	{
		cleanup_free char *prefix =
			xasprintf("dax.%s", daxctl_dev_get_devname(dev));

		// The seed of a region is an instance of no size.
		if (!daxctl_dev_get_size(dev))
			continue;
		device_facts(f, prefix, dev);
		found = true;
	}
	if (!found)
		facts_unknown(f, "dax", SOURCE, FACT_ABSENT,
			      "no device-dax instance");
}

void daxdev_of_node(struct facts *f, const struct sysroot *sr, unsigned major,
		    unsigned minor)
{
	cleanup_context struct daxctl_ctx *ctx = open_context(f, "daxdev", sr);
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	if (!ctx)
		return;
	daxctl_region_foreach(ctx, region) daxctl_dev_foreach(
		region, dev) if (daxctl_dev_get_major(dev) == (int)major &&
				 daxctl_dev_get_minor(dev) == (int)minor)
	{
		device_facts(f, "daxdev", dev);
		return;
	}
	facts_unknown(f, "daxdev", SOURCE, FACT_ABSENT,
		      "no device-dax instance has the number %u:%u", major,
		      minor);
}
