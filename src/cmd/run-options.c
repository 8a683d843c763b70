// SPDX-License-Identifier: MIT
#include "cmd/run-options.h"

#include "base/attr.h"
#include "cmd/cmd.h"
#include "run/plan.h"

const char *const run_option_accesses[] = { "read", "write", NULL };
static const char *const orders[] = { "sequential", "random", NULL };
static const char *const extents[] = {
	"hole", "unwritten", "written", "written-clean", "empty", "shared", NULL
};
static const char *const journals[] = { "idle", "busy", NULL };
static const char *const shares[] = { "own-chunk", "same-chunk", "same-page",
				      "own-file", NULL };
static const char *const workers[] = { "thread", "process", NULL };
static const char *const flushes[] = { "persist",  "deep",    "nontemporal",
				       "temporal", "nodrain", "noflush",
				       NULL };
static const char *const registered[] = { "registered", "plain", NULL };
static const char *const pages[] = { "pmd", "pte", "pud", NULL };
static const char *const expects[] = { "pmd", "pte", "any", "pud", NULL };

#define AT(field) offsetof(struct run_options, field)

static const struct option_row which_rows[] = {
	{ "plan", 'P', OPTION_TEXT, AT(plan), .label = "NAME|FILE.json",
	  .help = "the runs of a plan instead of --workload; `daxbench list` names plans" },
	{ "target", 't', OPTION_TEXT, AT(target), .label = "TARGET",
	  .help = "directory on a DAX mount, /dev/daxN.M, control:DIR or shmem; without: search for a DAX mount" },
	{ "partner", 0, OPTION_TEXT, AT(partner), .label = "DIR",
	  .help = "directory on a disk, not on DAX, for the second file of engine direct" },
	{ "destroy-data", 0, OPTION_FLAG, AT(destroy_data),
	  .help = "stores to a device are allowed: what it held is lost" },
};

static const struct option_row what_rows[] = {
	{ "workload", 'w', OPTION_TEXT, AT(workload), .label = "NAME[,NAME…]",
	  .help = "what to run; `daxbench list` names them" },
	{ "engine", 'e', OPTION_TEXT, AT(engine), .label = "NAME",
	  .help = "how memory is accessed (default: the workload's)" },
	{ "size", 's', OPTION_BYTES, AT(size), "64m", .label = "SIZE",
	  .help = "bytes touched in one repetition, a multiple of the PMD size" },
	{ "fit", 0, OPTION_FLAG, AT(fit),
	  .help = "halve --size until it fits what is free on the target" },
	{ "block-size", 'b', OPTION_BYTES, AT(block), NULL, 1, .label = "SIZE",
	  .help = "of workloads that work in blocks; divides the PMD size (default: 4k, or the workload's)" },
	{ "extents", 'x', OPTION_CHOICE, AT(extents), .choices = extents,
	  .help = "state of the blocks before (default: the workload's)" },
	{ "eof-inside", 0, OPTION_FLAG, AT(eof_inside),
	  .help = "the file ends in the middle of its last chunk, of touches by PMD" },
	{ "access", 'a', OPTION_CHOICE, AT(access),
	  .choices = run_option_accesses,
	  .help = "of workloads that can do both (default: the workload's)" },
	{ "page", 'p', OPTION_CHOICE, AT(page), .choices = pages,
	  .help = "page-table entries to ask for, where the workload leaves it open (default: pmd; of a device, what it is aligned to)" },
	{ "iodepth", 0, OPTION_COUNT, AT(depth), NULL, 1, 1024, .label = "N",
	  .help = "operations in flight, for engines that queue (default: 1)" },
	{ "submit-batch", 0, OPTION_COUNT, AT(submit_batch), NULL, 1, 1024,
	  .label = "N",
	  .help = "of these, so many sent by one system call (default: all)" },
	{ "uring-buffers", 0, OPTION_CHOICE, AT(uring_buffers),
	  .choices = registered,
	  .help = "whether io_uring knows the buffers before (default: registered)" },
	{ "uring-file", 0, OPTION_CHOICE, AT(uring_file), .choices = registered,
	  .help = "whether io_uring knows the file before (default: registered)" },
	{ "sqpoll", 0, OPTION_FLAG, AT(sqpoll),
	  .help = "a thread of the kernel takes what io_uring is to do" },
	{ "order", 0, OPTION_CHOICE, AT(order), .choices = orders,
	  .help = "order of the accesses (default: the workload's); random follows --seed" },
	{ "writes", 0, OPTION_COUNT, AT(writes), NULL, 1, 1 << 20, .label = "N",
	  .help = "blocks of one transaction, of txn-sync (default: 4)" },
	{ "fsync", 0, OPTION_COUNT, AT(fsync), NULL, 1, UINT32_MAX,
	  .label = "N",
	  .help = "fsync after every N writes, with engine psync (default: never)" },
	{ "flush", 0, OPTION_CHOICE, AT(flush), .choices = flushes,
	  .help = "how engine pmem makes persistent what it stores (default: persist)" },
	{ "age", 0, OPTION_COUNT, AT(age), NULL, 1, 99, .label = "PERCENT",
	  .help = "fragment the free space first, so that PERCENT of it stay taken" },
	{ "journal", 0, OPTION_CHOICE, AT(journal), .choices = journals,
	  .help = "busy: beside the timed part somebody makes small files durable there (default: idle)" },
	{ "direct", 0, OPTION_FLAG, AT(direct),
	  .help = "open for direct I/O, with engines that map nothing" },
	{ "sync", 0, OPTION_FLAG, AT(sync), .help = "map with MAP_SYNC" },
	{ "verify", 0, OPTION_FLAG, AT(verify),
	  .help = "read back what was written, by a stamp a repetition; exit 1 if it differs" },
	{ "expect", 0, OPTION_CHOICE, AT(expect), .choices = expects,
	  .help = "exit 1 unless mapped so (default: what the workload asks for)" },
};

static const struct option_row how_rows[] = {
	{ "repeat", 'r', OPTION_COUNT, AT(repeat), "10", 1, 100000,
	  .label = "N", .help = "timed repetitions, each from the same state" },
	{ "ops", 0, OPTION_COUNT, AT(ops), NULL, 1, INT64_MAX, .label = "N",
	  .help = "a repetition is N operations, over the range again and again, not once all of it" },
	{ "runtime", 0, OPTION_TIME, AT(runtime), NULL, 1, INT64_MAX,
	  .label = "TIME",
	  .help = "a repetition goes on for so long: 500ms, 30s, 2m; the result says whether its rate was steady" },
	{ "steady", 0, OPTION_COUNT, AT(steady), NULL, 1, 100,
	  .label = "PERCENT",
	  .help = "end it as soon as the rate is steady within so much, after --runtime at the latest" },
	{ "warmup", 0, OPTION_COUNT, AT(warmup), "1", 0, 100000, .label = "N",
	  .help = "repetitions before them that are not kept" },
	{ "seed", 0, OPTION_COUNT, AT(seed), "1", 0, INT64_MAX, .label = "N",
	  .help = "of everything random" },
	{ "no-latency", 0, OPTION_FLAG, AT(no_latency),
	  .help = "time whole batches only, not each operation" },
	{ "threads", 0, OPTION_COUNT, AT(threads), NULL, 1, PLAN_THREADS_MAX,
	  .label = "N",
	  .help = "workers, each on chunks of its own (default: 1, of mixed 4)" },
	{ "share", 0, OPTION_CHOICE, AT(share), .choices = shares,
	  .help = "own-file: each thread has a file of its own; the others: what those of fault-scaling touch (default: own-chunk)" },
	{ "workers", 0, OPTION_CHOICE, AT(workers), .choices = workers,
	  .help = "what --threads are: threads of one process, or processes with a page table each (default: thread)" },
	{ "numa-node", 0, OPTION_TEXT, AT(numa_node), .label = "N",
	  .help = "workers on the CPUs of this node, their buffers in its memory" },
	{ "pin", 0, OPTION_TEXT, AT(pin), .label = "CPUS",
	  .help = "each worker on a CPU of its own of these, in turn: 0-3, 0-7:2" },
};

static const struct option_row out_rows[] = {
	{ "output", 'o', OPTION_TEXT, AT(output), .label = "FILE",
	  .help = "write the JSON document there, whole or not at all" },
	{ "format", 'f', OPTION_CHOICE, AT(format), .choices = cmd_formats,
	  .help = "of standard output (default: text on a terminal or with --output, else json)" },
	{ "dry-run", 'n', OPTION_FLAG, AT(dry_run),
	  .help = "print what would be run, and run nothing" },
	{ "quiet", 'q', OPTION_FLAG, AT(quiet), .help = "no progress" },
};

const struct option_set run_option_sets[RUN_OPTION_SETS] = {
	{ "which", which_rows, ARRAY_SIZE(which_rows) },
	{ "what", what_rows, ARRAY_SIZE(what_rows) },
	{ "how often", how_rows, ARRAY_SIZE(how_rows) },
	{ "output", out_rows, ARRAY_SIZE(out_rows) },
};

const struct option_set *const run_option_planned = &run_option_sets[1];
