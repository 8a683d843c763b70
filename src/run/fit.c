// SPDX-License-Identifier: MIT
#include "run/fit.h"

#include <errno.h>

#include "base/parse.h"
#include "base/strbuf.h"

static int fit_page(struct run_plan *plan, const struct target *t,
		    struct error *err)
{
	char align[BYTES_TEXT_MAX];
	const uint64_t bytes = t->only == PAGE_SIZE_PTE
				       ? t->geo.page_bytes
				       : geometry_chunk_bytes(&t->geo);

	if (plan->page_open)
		plan->page = t->only;
	if (!plan->expect_given)
		plan->expected = plan->page;
	if (plan->page == t->only)
		return 0;
	error_usage(
		err,
		"'%s' is aligned to %s: its entries are of size %s and no other, and '%s' asks for %s",
		t->path, format_bytes(bytes, align), page_size_name(t->only),
		plan->workload->name, page_size_name(plan->page));
	error_hint(
		err,
		"use first-touch, which takes what the device gives, or another alignment: ndctl create-namespace -m devdax -a 4K, 2M or 1G");
	return -EINVAL;
}

// Those engines that do what the workload asks for and take a device.
static void name_fitting(const struct run_plan *plan, struct strbuf *out)
{
	registry_for_each (it, engine) {
		const struct engine *e = *it;

		if (e->mapped && !e->calls &&
		    e->durability != DURABILITY_SYNCED &&
		    workload_takes(plan->workload, e, plan->write))
			strbuf_printf(out, "%s%s", out->len ? ", " : "",
				      e->name);
	}
}

static int refuse_file_calls(const struct run_plan *plan,
			     const struct target *t, struct error *err)
{
	const struct engine *e = plan->engine;

	if (plan->page == PAGE_SIZE_NONE) {
		error_usage(
			err,
			"engine '%s' reads and writes by system call, and the device '%s' has no such calls",
			e->name, t->path);
		error_hint(
			err,
			"device-dax is only mapped: use a mapped workload (load, store, first-touch) or --engine pmem");
		return -EINVAL;
	}
	if (e->durability == DURABILITY_SYNCED) {
		error_usage(
			err,
			"engine '%s' has the kernel make stores durable, and it does not for the device '%s'",
			e->name, t->path);
		error_hint(
			err,
			"there, flushes from user space are durable: use --engine pmem");
		return -EINVAL;
	}
	if (e->calls) {
		cleanup_strbuf struct strbuf names = { 0 };

		error_usage(
			err,
			"engine '%s' lays out, writes or cuts a file by system calls, and the device '%s' has none of these",
			e->name, t->path);
		name_fitting(plan, &names);
		if (names.len)
			error_hint(err, "on a device '%s' works with: %s",
				   plan->workload->name, names.s);
		else
			error_hint(err, "give --target a directory");
		return -EINVAL;
	}
	if (plan->workload->stage == STAGE_STORE_SYNC) {
		error_usage(
			err,
			"workload '%s' begins with msync, which the device '%s' has not",
			plan->workload->name, t->path);
		error_hint(
			err,
			"the kernel tracks no dirty pages of device-dax, so a store never faults again");
		return -EINVAL;
	}
	return 0;
}

// Anywhere: in its timed part, before or after.
static bool stores(const struct run_plan *plan)
{
	const struct workload *w = plan->workload;

	return plan->write || w->inscribe || w->leaves ||
	       w->stage == STAGE_STORE_SYNC || w->stage == STAGE_STORE_ALL;
}

static int fit_device(struct run_plan *plan, struct target *t, bool destroy,
		      struct error *err)
{
	int rc = refuse_file_calls(plan, t, err);

	if (rc == 0)
		rc = fit_page(plan, t, err);
	if (rc == 0 && !plan->extents_open) {
		error_usage(err, "the device '%s' has no extents", t->path);
		error_hint(err, "leave out --extents");
		return -EINVAL;
	}
	if (rc == 0 && plan->layout.beyond)
		rc = error_usage(
			err,
			"the device '%s' ends where it ends: --eof-inside has no part in it",
			t->path);
	if (rc == 0 && plan->layout.files) {
		error_usage(err, "the device '%s' has no files", t->path);
		error_hint(err, "use --share own-chunk");
		return -EINVAL;
	}
	if (rc == 0 && plan->verify && !stores(plan))
		rc = error_usage(
			err,
			"nobody knows what the device '%s' holds: of loads nothing can be verified",
			t->path);
	if (rc < 0)
		return rc;
	plan->layout.extents = LAYOUT_DEVICE;
	plan->flush_suffices = true;
	// Again, in chunks of the size that the device is mapped by.
	rc = run_plan_check(plan, &t->geo, err);
	if (rc == 0 && stores(plan))
		rc = target_allow_stores(t, destroy, err);
	return rc;
}

int run_plan_fit(struct run_plan *plan, struct target *t, bool destroy,
		 struct error *err)
{
	if (plan->journal && (target_is_device(t) || !t->path[0])) {
		error_usage(err, "target '%s' has no journal to keep busy",
			    t->spec ? t->spec : t->path);
		error_hint(err, "use --journal busy with a directory");
		return -EINVAL;
	}
	if (target_is_device(t))
		return fit_device(plan, t, destroy, err);
	if (plan->page != PAGE_SIZE_PUD)
		return 0;
	error_usage(
		err,
		"only a device-dax instance aligned to a PUD is mapped by it");
	error_hint(
		err,
		"use --page pmd, or --target /dev/daxN.M made by ndctl create-namespace -m devdax -a 1G");
	return -EINVAL;
}
