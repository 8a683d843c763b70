// SPDX-License-Identifier: MIT
// nd.h by libndctl. The library only reads here; what it cannot read it
// reports as a value of its own, which becomes a status again.
#include "platform/nd.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <ndctl/libndctl.h>
#include <ndctl/ndctl.h>

#include "base/alloc.h"
#include "platform/sysfact.h"

#define SOURCE "libndctl"
#define ND_CLASS "/sys/class/nd"

static void context_free(struct ndctl_ctx *ctx)
{
	(void)ndctl_unref(ctx);
}
DEFINE_CLEANUP_PTR(context, struct ndctl_ctx, context_free)
#define cleanup_context CLEANUP(context_cleanup_)

// Facts whose keys begin alike: "nd.region0" and "size".
struct group {
	struct facts *f;
	const struct sysroot *sr;
	const char *prefix;
};

static char *key_of(const struct group *g, const char *name)
{
	return xasprintf("%s.%s", g->prefix, name);
}

static void text(const struct group *g, const char *name, const char *value)
{
	cleanup_free char *key = key_of(g, name);

	if (value && value[0])
		facts_text(g->f, key, SOURCE, value);
	else
		facts_unknown(g->f, key, SOURCE, FACT_ABSENT, "there is none");
}

// ULLONG_MAX is how the library says that it could not be read.
static void bytes(const struct group *g, const char *name,
		  unsigned long long value)
{
	cleanup_free char *key = key_of(g, name);

	if (value != ULLONG_MAX)
		facts_bytes(g->f, key, SOURCE, value);
	else
		facts_unknown(g->f, key, SOURCE, FACT_UNSUPPORTED,
			      "this kernel does not tell");
}

static void align(const struct group *g, unsigned long value)
{
	cleanup_free char *key = key_of(g, "align");

	if (value && value != ULONG_MAX)
		facts_bytes(g->f, key, SOURCE, value);
	else
		facts_unknown(g->f, key, SOURCE, FACT_UNSUPPORTED,
			      "this kernel does not tell");
}

static void node(const struct group *g, const char *name, int value)
{
	cleanup_free char *key = key_of(g, name);

	if (value >= 0)
		facts_count(g->f, key, SOURCE, (uint64_t)value, "");
	else
		facts_unknown(g->f, key, SOURCE, FACT_ABSENT,
			      "it belongs to no node");
}

// An address is shown to root only.
static void address(const struct group *g, unsigned long long value)
{
	cleanup_free char *key = key_of(g, "address");

	if (value != ULLONG_MAX && value)
		facts_textf(g->f, key, SOURCE, "0x%llx", value);
	else if (geteuid() != 0)
		facts_unknown(g->f, key, SOURCE, FACT_DENIED,
			      "the kernel shows it to root only");
	else
		facts_unknown(g->f, key, SOURCE, FACT_UNSUPPORTED,
			      "this kernel does not tell");
}

static void bus_facts(const struct group *g, struct ndctl_bus *bus)
{
	text(g, "name", ndctl_bus_get_devname(bus));
	text(g, "provider", ndctl_bus_get_provider(bus));
}

static void persistence(const struct group *g, struct ndctl_region *region)
{
	cleanup_free char *key = key_of(g, "persistence_domain");

	switch (ndctl_region_get_persistence_domain(region)) {
	case PERSISTENCE_MEM_CTRL:
		facts_text(g->f, key, SOURCE, "memory_controller");
		break;
	case PERSISTENCE_CPU_CACHE:
		facts_text(g->f, key, SOURCE, "cpu_cache");
		break;
	case PERSISTENCE_NONE:
		facts_text(g->f, key, SOURCE, "none");
		break;
	case PERSISTENCE_UNKNOWN:
	default:
		facts_unknown(g->f, key, SOURCE, FACT_ABSENT,
			      "the platform does not say");
	}
}

static void region_facts(const struct group *g, struct ndctl_region *region)
{
	const char *name = ndctl_region_get_devname(region);
	cleanup_free char *bad =
		xasprintf("/sys/bus/nd/devices/%s/badblocks", name);
	cleanup_free char *bad_key = key_of(g, "badblocks");
	cleanup_free char *ways = key_of(g, "mappings");

	text(g, "name", name);
	text(g, "type", ndctl_region_get_type_name(region));
	bytes(g, "size", ndctl_region_get_size(region));
	bytes(g, "available", ndctl_region_get_available_size(region));
	align(g, ndctl_region_get_align(region));
	address(g, ndctl_region_get_resource(region));
	node(g, "numa_node", ndctl_region_get_numa_node(region));
	persistence(g, region);
	facts_count(g->f, ways, SOURCE, ndctl_region_get_mappings(region), "");
	sysfact_badblocks(g->f, bad_key, g->sr, bad);
}

static const char *mode_name(enum ndctl_namespace_mode mode)
{
	static const char *const names[] = {
		[NDCTL_NS_MODE_FSDAX] = "fsdax",
		[NDCTL_NS_MODE_SECTOR] = "sector",
		[NDCTL_NS_MODE_RAW] = "raw",
		[NDCTL_NS_MODE_DEVDAX] = "devdax",
		[NDCTL_NS_MODE_UNKNOWN] = NULL,
	};

	return (unsigned)mode < ARRAY_SIZE(names) ? names[mode] : NULL;
}

// An info block (btt, pfn or dax) has size, uuid and disk of its own, which
// are then those of the namespace as it is used.
struct view {
	unsigned long long size;
	unsigned long align;
	uuid_t uuid;
	const char *block;
	const char *info; // kind of info block or NULL
};

static void view_of(struct view *v, struct ndctl_namespace *ns)
{
	struct ndctl_btt *btt = ndctl_namespace_get_btt(ns);
	struct ndctl_pfn *pfn = ndctl_namespace_get_pfn(ns);
	struct ndctl_dax *dax = ndctl_namespace_get_dax(ns);

	memset(v, 0, sizeof(*v));
	if (dax) {
		v->size = ndctl_dax_get_size(dax);
		v->align = ndctl_dax_get_align(dax);
		ndctl_dax_get_uuid(dax, v->uuid);
		v->info = "dax";
	} else if (pfn) {
		v->size = ndctl_pfn_get_size(pfn);
		v->align = ndctl_pfn_get_align(pfn);
		ndctl_pfn_get_uuid(pfn, v->uuid);
		v->block = ndctl_pfn_get_block_device(pfn);
		v->info = "pfn";
	} else if (btt) {
		v->size = ndctl_btt_get_size(btt);
		ndctl_btt_get_uuid(btt, v->uuid);
		v->block = ndctl_btt_get_block_device(btt);
		v->info = "btt";
	} else {
		v->size = ndctl_namespace_get_size(ns);
		ndctl_namespace_get_uuid(ns, v->uuid);
		v->block = ndctl_namespace_get_block_device(ns);
	}
}

// All zero: there is none.
static void uuid_fact(const struct group *g, const uuid_t uuid)
{
	cleanup_strbuf struct strbuf b = { 0 };
	bool set = false;

	for (unsigned i = 0; i < sizeof(uuid_t); i++) {
		set |= uuid[i] != 0;
		strbuf_printf(&b, "%s%02x",
			      i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
			      uuid[i]);
	}
	text(g, "uuid", set ? strbuf_str(&b) : NULL);
}

static void namespace_align(const struct group *g, const struct view *v)
{
	cleanup_free char *key = key_of(g, "align");

	if (v->info && strcmp(v->info, "btt") != 0)
		align(g, v->align);
	else
		facts_unknown(g->f, key, SOURCE, FACT_ABSENT,
			      "only an fsdax or devdax info block has one");
}

static void namespace_facts(const struct group *g, struct ndctl_namespace *ns)
{
	const char *mode = mode_name(ndctl_namespace_get_mode(ns));
	cleanup_free char *raw = key_of(g, "raw");
	cleanup_free char *bad_key = key_of(g, "badblocks");
	struct view v;

	view_of(&v, ns);
	text(g, "name", ndctl_namespace_get_devname(ns));
	text(g, "mode", mode);
	text(g, "info_block", v.info);
	bytes(g, "size", v.size);
	namespace_align(g, &v);
	uuid_fact(g, v.uuid);
	text(g, "blockdev", v.block);
	node(g, "numa_node", ndctl_namespace_get_numa_node(ns));
	facts_bool(g->f, raw, SOURCE, ndctl_namespace_get_raw_mode(ns) == 1);
	if (v.block && v.block[0]) {
		cleanup_free char *bad =
			xasprintf("/sys/block/%s/badblocks", v.block);

		sysfact_badblocks(g->f, bad_key, g->sr, bad);
	}
}

// NULL after having added `key` with the reason.
static struct ndctl_ctx *open_context(struct facts *f, const char *key,
				      const struct sysroot *sr)
{
	struct ndctl_ctx *ctx = NULL;

	if (sysfact_only_live(f, key, sr, SOURCE))
		return NULL;
	int rc = ndctl_new(&ctx);
	if (rc < 0) {
		sysfact_errno(f, key, sr, SOURCE, rc);
		return NULL;
	}
	// Nothing below cmd prints, and this library would.
	ndctl_set_log_priority(ctx, 0);
	return ctx;
}

static void no_bus(struct facts *f, const struct sysroot *sr)
{
	cleanup_names char **names = NULL;
	int n = sysroot_list(sr, ND_CLASS, &names);

	if (n < 0 && n != -ENOENT)
		sysfact_errno(f, "nd", sr, ND_CLASS, n);
	else
		facts_unknown(f, "nd", ND_CLASS, FACT_ABSENT, "no nvdimm bus");
}

void nd_facts(struct facts *f, const struct sysroot *sr)
{
	cleanup_context struct ndctl_ctx *ctx = open_context(f, "nd", sr);
	struct ndctl_namespace *ns;
	struct ndctl_region *region;
	struct ndctl_bus *bus;

	if (!ctx)
		return;
	if (!ndctl_bus_get_first(ctx)) {
		no_bus(f, sr);
		return;
	}
	ndctl_bus_foreach(ctx, bus)
	{
		cleanup_free char *b =
			xasprintf("nd.%s", ndctl_bus_get_devname(bus));

		bus_facts(&(struct group){ f, sr, b }, bus);
		ndctl_region_foreach(bus, region)
		{
			cleanup_free char *r = xasprintf(
				"nd.%s", ndctl_region_get_devname(region));

			region_facts(&(struct group){ f, sr, r }, region);
			ndctl_namespace_foreach(region, ns)
			{
				cleanup_free char *n = xasprintf(
					"nd.%s",
					ndctl_namespace_get_devname(ns));

				if (!ndctl_namespace_is_active(ns))
					continue;
				namespace_facts(&(struct group){ f, sr, n },
						ns);
			}
		}
	}
}

static struct ndctl_namespace *find_block(struct ndctl_ctx *ctx,
					  const char *disk)
{
	struct ndctl_namespace *ns;
	struct ndctl_region *region;
	struct ndctl_bus *bus;

	ndctl_bus_foreach(ctx, bus) ndctl_region_foreach(bus, region)
		ndctl_namespace_foreach(region, ns)
	{
		struct view v;

		view_of(&v, ns);
		if (v.block && strcmp(v.block, disk) == 0)
			return ns;
	}
	return NULL;
}

void nd_namespace_of_block(struct facts *f, const struct sysroot *sr,
			   const char *disk)
{
	cleanup_context struct ndctl_ctx *ctx =
		open_context(f, "namespace", sr);

	if (!ctx)
		return;
	struct ndctl_namespace *ns = find_block(ctx, disk);
	if (!ns) {
		facts_unknown(f, "namespace", SOURCE, FACT_ABSENT,
			      "no namespace has the disk %s", disk);
		return;
	}
	struct ndctl_region *region = ndctl_namespace_get_region(ns);
	struct ndctl_bus *bus = ndctl_region_get_bus(region);
	bus_facts(&(struct group){ f, sr, "bus" }, bus);
	region_facts(&(struct group){ f, sr, "region" }, region);
	namespace_facts(&(struct group){ f, sr, "namespace" }, ns);
}
