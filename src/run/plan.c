// SPDX-License-Identifier: MIT
#include "run/plan.h"

#include <errno.h>
#include <string.h>

#include "base/cpulist.h"
#include "base/parse.h"
#include "base/rng.h"
#include "run/stamp.h"

// Of a parameter fact.
#define SOURCE (plan->source ? plan->source : "command line")

enum op_kind run_plan_op(const struct run_plan *plan)
{
	return workload_op(plan->workload, plan->write);
}

enum durability run_plan_durability(const struct run_plan *plan)
{
	if (plan->fsync == 1)
		return DURABILITY_SYNCED;
	// libpmem knows no device below a mapping that it did not make: the
	// deep way ends in msync(2), or fails.
	if (plan->engine->flushes && plan->flush == FLUSH_DEEP)
		return DURABILITY_SYNCED;
	if (plan->engine->flushes &&
	    (plan->flush == FLUSH_NODRAIN || plan->flush == FLUSH_NONE))
		return DURABILITY_NONE;
	return plan->engine->durability;
}

bool run_plan_repeats(const struct run_plan *plan)
{
	return plan->ops || plan->runtime;
}

static uint64_t entry_bytes(const struct run_plan *plan,
			    const struct geometry *geo)
{
	return plan->page == PAGE_SIZE_PTE ? geo->page_bytes
					   : geometry_chunk_bytes(geo);
}

uint64_t run_plan_step(const struct run_plan *plan, const struct geometry *geo)
{
	switch (plan->workload->unit) {
	case UNIT_CHUNK:
		return geometry_chunk_bytes(geo);
	case UNIT_PAGE:
		return geo->page_bytes;
	case UNIT_ENTRY:
		return entry_bytes(plan, geo);
	case UNIT_BLOCK:
		break;
	}
	return plan->block * (run_plan_op(plan) == OP_TXN ? plan->writes : 1);
}

uint64_t run_plan_first_touches(const struct run_plan *plan,
				const struct geometry *geo)
{
	switch (plan->workload->stage) {
	case STAGE_NONE:
		if (plan->workload->leaves)
			return geometry_pages_per_chunk(geo);
		return geometry_chunk_bytes(geo) / run_plan_step(plan, geo);
	case STAGE_LOAD:
	case STAGE_STORE_SYNC:
		return geometry_chunk_bytes(geo) / entry_bytes(plan, geo);
	case STAGE_LOAD_ALL:
	case STAGE_STORE_ALL:
	case STAGE_TOUCH_ALL:
		break;
	}
	return geometry_pages_per_chunk(geo);
}

static int check_size(const struct run_plan *plan, const struct geometry *geo,
		      struct error *err)
{
	char size[BYTES_TEXT_MAX], want[BYTES_TEXT_MAX], near[BYTES_TEXT_MAX];
	uint64_t bytes = plan->layout.size, chunk = geometry_chunk_bytes(geo);

	if (bytes > 0 && bytes % chunk == 0)
		return 0;
	uint64_t up = (bytes / chunk + 1) * chunk;

	error_usage(err, "--size must be a multiple of the %s size, %s, not %s",
		    geometry_chunks_are_puds(geo) ? "PUD" : "PMD",
		    format_bytes(chunk, want), format_bytes(bytes, size));
	error_hint(err, "use --size %s",
		   format_bytes_arg(up ? up : chunk, near));
	return -EINVAL;
}

static int check_threads(const struct run_plan *plan,
			 const struct geometry *geo, struct error *err)
{
	uint64_t chunks = plan->layout.size / geometry_chunk_bytes(geo);
	char size[BYTES_TEXT_MAX];

	if (plan->engine->alone && plan->threads > 1) {
		error_usage(
			err,
			"engine '%s' works on the file as a whole: one thread, not %u",
			plan->engine->name, plan->threads);
		error_hint(err, "leave out --threads");
		return -EINVAL;
	}
	if (plan->threads < plan->workload->parties) {
		error_usage(err,
			    "workload '%s' is of %u parties, a thread each",
			    plan->workload->name, plan->workload->parties);
		error_hint(err, "use --threads %u, or more",
			   plan->workload->parties);
		return -EINVAL;
	}
	if (plan->threads <= chunks || !workload_sharing_none(plan->sharing))
		return 0;
	error_usage(err,
		    "--threads %u is more than the %llu chunks of --size %s",
		    plan->threads, (unsigned long long)chunks,
		    format_bytes(plan->layout.size, size));
	error_hint(
		err,
		"every thread works on chunks of its own: use fewer threads or a larger --size");
	return -EINVAL;
}

// One file or several.
static int check_files(const struct run_plan *plan, struct error *err)
{
	if (plan->sharing != SHARE_OWN_FILE)
		return 0;
	if (plan->engine->common_open)
		return error_usage(
			err,
			"engine '%s' is of parties on one file: --share own-file has no part in it",
			plan->engine->name);
	if (plan->layout.extents == LAYOUT_SHARED)
		return error_usage(
			err,
			"extents are shared by two files: --share own-file has no part in it");
	if (plan->layout.beyond)
		return error_usage(
			err,
			"--eof-inside is the end of one file: --share own-file has no part in it");
	return 0;
}

// What is mapped before the clock starts, or looked at afterwards, is so in one
// page table.
static int check_processes(const struct run_plan *plan, struct error *err)
{
	const struct workload *w = plan->workload;

	if (!plan->processes)
		return 0;
	if (plan->engine->common_open)
		return error_usage(
			err,
			"the parties of engine '%s' share memory: --workers process has no part in it",
			plan->engine->name);
	if (plan->page == PAGE_SIZE_NONE ||
	    (w->stage == STAGE_NONE && !w->leaves))
		return 0;
	error_usage(
		err,
		"workload '%s' touches the range by itself %s, in the page table of one process: --workers process has no part in it",
		w->name, w->leaves ? "afterwards" : "first");
	error_hint(
		err,
		"use fault-scaling, first-touch, pmd-fault, pte-fault, read or write");
	return -EINVAL;
}

// Buffers of one worker; more is a mistake, not a measurement.
#define BUFFERS_MAX (UINT64_C(1) << 30)

static int check_block(const struct run_plan *plan, const struct geometry *geo,
		       struct error *err)
{
	char block[BYTES_TEXT_MAX];

	if (!workload_in_blocks(plan->workload))
		return 0;
	if (!plan->block || geometry_chunk_bytes(geo) % plan->block) {
		error_usage(err, "--block-size %s does not divide the PMD size",
			    format_bytes(plan->block, block));
		error_hint(err, "use a power of two up to the PMD size");
		return -EINVAL;
	}
	if (plan->engine->sector && plan->block % plan->engine->sector) {
		error_usage(err,
			    "engine '%s' takes sectors of %u bytes, not %s",
			    plan->engine->name, plan->engine->sector,
			    format_bytes(plan->block, block));
		error_hint(err, "use --block-size %u, or more",
			   plan->engine->sector);
		return -EINVAL;
	}
	if ((plan->workload->inscribe || run_plan_op(plan) == OP_MIX) &&
	    plan->block < sizeof(uint64_t)) {
		error_usage(err, "--block-size %s holds no %s of 8 bytes",
			    format_bytes(plan->block, block),
			    plan->workload->inscribe ? "link" : "word");
		error_hint(err, "use --block-size 8 or more");
		return -EINVAL;
	}
	if (run_plan_op(plan) == OP_TXN &&
	    (!plan->writes ||
	     plan->block > geometry_chunk_bytes(geo) / plan->writes ||
	     geometry_chunk_bytes(geo) % (plan->block * plan->writes))) {
		error_usage(
			err,
			"--writes %u blocks of %s do not divide the PMD size",
			plan->writes, format_bytes(plan->block, block));
		error_hint(err, "use a power of two, or smaller blocks");
		return -EINVAL;
	}
	if (plan->uring.batch > plan->depth) {
		error_usage(err, "--submit-batch %u is more than --iodepth %u",
			    plan->uring.batch, plan->depth);
		error_hint(err, "use a larger --iodepth");
		return -EINVAL;
	}
	if (plan->block * plan->depth > BUFFERS_MAX) {
		error_usage(err,
			    "--iodepth %u blocks of %s are more than 1 GiB",
			    plan->depth, format_bytes(plan->block, block));
		error_hint(err, "use a smaller --iodepth or --block-size");
		return -EINVAL;
	}
	return 0;
}

// A workload names what it needs; an engine, what it can.
static int check_engine(const struct run_plan *plan, struct error *err)
{
	const struct workload *w = plan->workload;
	const struct engine *e = plan->engine;

	if (!workload_takes(w, e, plan->write)) {
		error_usage(err, "engine '%s' cannot do what '%s' asks for",
			    e->name, w->name);
		if (strcmp(e->name, w->engine) != 0)
			error_hint(err, "its own is --engine %s", w->engine);
		else
			error_hint(err, "it can with --access %s",
				   plan->write ? "read" : "write");
		return -EINVAL;
	}
	if (w->durable && run_plan_durability(plan) == DURABILITY_NONE) {
		error_usage(
			err,
			"engine '%s' does not make durable what '%s' writes",
			e->name, w->name);
		error_hint(err, "use --engine msync, dsync or pmem%s",
			   e->fsyncs    ? ", or --fsync 1"
			   : e->flushes ? " with another --flush"
					: "");
		return -EINVAL;
	}
	return 0;
}

// Kernels that map shared blocks by PMD die of a store to them: Linux 6.1 and
// 6.12 of a kernel BUG, 6.16 and 6.17 send SIGBUS.
static int check_shared(const struct run_plan *plan, struct error *err)
{
	if (plan->page == PAGE_SIZE_NONE || plan->page == PAGE_SIZE_PTE)
		return 0;
	error_usage(
		err,
		"shared extents are mapped by PTE only: a store to one that is mapped by PMD is a kernel BUG on Linux 6.1 and 6.12, and SIGBUS on 6.16 and 6.17");
	if (plan->workload->asked == PAGE_SIZE_ANY)
		error_hint(err, "use --page pte");
	else
		error_hint(err, "use --workload cow-reflink or pte-fault");
	return -EINVAL;
}

// Behind the end of the file is nothing to touch: one byte of every chunk may
// be, and what makes other touches is not for such a file.
static int check_end(const struct run_plan *plan, const struct geometry *geo,
		     struct error *err)
{
	const struct engine *e = plan->engine;

	if (plan->page == PAGE_SIZE_PMD && e->mapped && !e->calls &&
	    !e->forks && !e->whole && !plan->verify &&
	    plan->layout.extents != LAYOUT_EMPTY &&
	    run_plan_step(plan, geo) == geometry_chunk_bytes(geo) &&
	    run_plan_first_touches(plan, geo) == 1 &&
	    OP_BIT(run_plan_op(plan)) & (OP_BIT(OP_LOAD) | OP_BIT(OP_STORE)))
		return 0;
	error_usage(
		err,
		"--eof-inside is for touches of one byte of every chunk, by PMD: not for workload '%s' with engine '%s' by %s",
		plan->workload->name, e->name, page_size_name(plan->page));
	error_hint(
		err,
		"use pmd-fault, or first-touch, wp-upgrade or redirty with --page pmd");
	return -EINVAL;
}

// An empty file is extended by writes, and by nothing else.
static int check_extents(const struct run_plan *plan, struct error *err)
{
	if (plan->layout.extents == LAYOUT_SHARED)
		return check_shared(plan, err);
	if (plan->layout.extents != LAYOUT_EMPTY ||
	    (run_plan_op(plan) == OP_WRITE && !plan->engine->mapped))
		return 0;
	error_usage(
		err,
		"an empty file is only for writes by system call: not workload '%s' with engine '%s'",
		plan->workload->name, plan->engine->name);
	error_hint(err, "use --extents hole");
	return -EINVAL;
}

// Does it find the second time what it found the first?
static bool is_stationary(const struct run_plan *plan)
{
	enum layout_extents extents = plan->layout.extents;
	bool takes = plan->write && plan->page == PAGE_SIZE_NONE &&
		     (extents == LAYOUT_HOLE || extents == LAYOUT_UNWRITTEN ||
		      extents == LAYOUT_EMPTY || extents == LAYOUT_SHARED);

	return plan->workload->stationary && !takes;
}

static int not_stationary(const struct run_plan *plan,
			  const struct geometry *geo, struct error *err)
{
	const struct workload *w = plan->workload;
	const char *option = plan->ops ? "ops" : "runtime";
	uint64_t chunk = geometry_chunk_bytes(geo), bytes;
	char size[BYTES_TEXT_MAX];

	error_usage(
		err,
		"workload '%s' finds %s extents once only, the next time others: --%s has no part in it",
		w->name, layout_extents_names()[plan->layout.extents], option);
	if (w->stationary)
		error_hint(err, "use --extents written");
	else if (plan->ops &&
		 !__builtin_mul_overflow(plan->ops, run_plan_step(plan, geo),
					 &bytes) &&
		 bytes <= INT64_MAX)
		error_hint(err, "at least as many are those of --size %s",
			   format_bytes_arg((bytes + chunk - 1) / chunk * chunk,
					    size));
	else
		error_hint(err, "use a larger --size, or more --repeat");
	return -EINVAL;
}

static int check_limits(const struct run_plan *plan, const struct geometry *geo,
			struct error *err)
{
	if (plan->steady && !plan->runtime) {
		error_usage(err,
			    "--steady is waited for no longer than --runtime");
		error_hint(err, "give that too: --runtime 60s");
		return -EINVAL;
	}
	if (!run_plan_repeats(plan))
		return 0;
	if (!is_stationary(plan))
		return not_stationary(plan, geo, err);
	if (plan->ops && plan->ops < plan->threads)
		return error_usage(
			err,
			"--ops %llu is less than one for each of %u threads",
			(unsigned long long)plan->ops, plan->threads);
	if (plan->verify && plan->write)
		return error_usage(
			err,
			"--verify reads all of the file back, and --%s may end before all is written",
			plan->ops ? "ops" : "runtime");
	return 0;
}

static int check_pin(const struct run_plan *plan, struct error *err)
{
	unsigned cpu;

	if (cpulist_nth(plan->pin, 0, &cpu) == 0)
		return 0;
	error_usage(err, "--pin takes CPUs such as 0-3 or 0-7:2, not '%s'",
		    plan->pin);
	return -EINVAL;
}

int run_plan_check(const struct run_plan *plan, const struct geometry *geo,
		   struct error *err)
{
	int rc = check_size(plan, geo, err);

	if (rc == 0)
		rc = check_threads(plan, geo, err);
	if (rc == 0)
		rc = check_files(plan, err);
	if (rc == 0)
		rc = check_processes(plan, err);
	if (rc == 0)
		rc = check_block(plan, geo, err);
	if (rc == 0 && plan->pin)
		rc = check_pin(plan, err);
	if (rc == 0 && plan->verify && !stamp_applies(plan))
		rc = error_usage(
			err,
			"workload '%s' reads or writes no blocks: --verify has no part in it",
			plan->workload->name);
	if (rc == 0)
		rc = check_extents(plan, err);
	if (rc == 0 && plan->layout.beyond)
		rc = check_end(plan, geo, err);
	if (rc == 0)
		rc = check_limits(plan, geo, err);
	return rc < 0 ? rc : check_engine(plan, err);
}

int run_plan_possible(const struct run_plan *plan, struct error *err)
{
	const struct engine *e = plan->engine;

	if (!e->available || e->available(err) == 0)
		return 0;
	if (err)
		err->code = -EOPNOTSUPP;
	(void)error_wrap(err, "engine '%s'", e->name);
	return -EOPNOTSUPP;
}

static void queue_facts(const struct run_plan *plan, struct facts *f)
{
	const struct uring_setting *u = &plan->uring;

	facts_count(f, "iodepth", SOURCE, plan->depth, "");
	facts_count(f, "submit_batch", SOURCE,
		    u->batch ? u->batch : plan->depth, "");
	facts_text(f, "uring_buffers", SOURCE,
		   u->plain_buffers ? "plain" : "registered");
	facts_text(f, "uring_file", SOURCE,
		   u->plain_file ? "plain" : "registered");
	facts_bool(f, "sqpoll", SOURCE, u->sqpoll);
}

void run_plan_facts(const struct run_plan *plan, struct facts *f)
{
	facts_bytes(f, "size", SOURCE, plan->layout.size);
	if (plan->asked_size)
		facts_bytes(f, "size.asked", "--fit", plan->asked_size);
	facts_text(f, "extents", SOURCE,
		   layout_extents_names()[plan->layout.extents]);
	if (plan->layout.beyond)
		facts_bytes(f, "file_end", SOURCE, layout_end(&plan->layout));
	facts_text(f, "access", SOURCE, plan->write ? "write" : "read");
	facts_text(f, "page", SOURCE, page_size_name(plan->page));
	facts_text(f, "stage", "workload",
		   workload_stage_name(plan->page == PAGE_SIZE_NONE
					       ? STAGE_NONE
					       : plan->workload->stage));
	facts_text(f, "order", SOURCE, plan->random ? "random" : "sequential");
	if (workload_in_blocks(plan->workload))
		facts_bytes(f, "block_size", SOURCE, plan->block);
	if (run_plan_op(plan) == OP_TXN)
		facts_count(f, "writes", SOURCE, plan->writes, "");
	if (plan->fsync)
		facts_count(f, "fsync", SOURCE, plan->fsync, "writes");
	if (plan->engine->flushes)
		facts_text(f, "flush", SOURCE, flush_way_names()[plan->flush]);
	if (plan->engine->queued)
		queue_facts(plan, f);
	facts_bool(f, "latency", SOURCE, plan->latency);
	if (!plan->engine->mapped)
		facts_bool(f, "direct", SOURCE, plan->direct);
	facts_bool(f, "sync", SOURCE, plan->sync);
	if (plan->journal)
		facts_text(f, "journal", SOURCE, "busy");
	if (plan->verify)
		facts_bool(f, "verify", SOURCE, true);
	if (plan->pin)
		facts_text(f, "pin", SOURCE, plan->pin);
	if (plan->on_node)
		facts_count(f, "numa_node", SOURCE, plan->node, "");
	facts_count(f, "threads", SOURCE, plan->threads, "");
	if (plan->processes)
		facts_text(f, "workers", SOURCE, "process");
	if (plan->workload->shares || plan->sharing == SHARE_OWN_FILE)
		facts_text(f, "share", SOURCE,
			   workload_sharing_names()[plan->sharing]);
	facts_count(f, "repeat", SOURCE, plan->repeat, "");
	if (plan->ops)
		facts_count(f, "ops", SOURCE, plan->ops, "operations");
	if (plan->runtime)
		facts_count(f, "runtime", SOURCE, plan->runtime, "ns");
	if (plan->steady)
		facts_count(f, "steady", SOURCE, plan->steady, "percent");
	facts_count(f, "warmup", SOURCE, plan->warmup, "");
	facts_count(f, "seed", SOURCE, plan->seed, "");
}

uint64_t run_plan_seed(const struct run_plan *plan, unsigned repetition)
{
	struct rng rng = { plan->seed + repetition };

	// A document's integers are signed.
	return rng_next(&rng) >> 1;
}
