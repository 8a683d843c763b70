// SPDX-License-Identifier: MIT
#include "run/worker.h"

#include <errno.h>
#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/cleanup.h"
#include "base/cpulist.h"
#include "base/interrupt.h"
#include "base/rng.h"
#include "base/sigbus.h"
#include "run/gather.h"
#include "run/share.h"
#include "run/stamp.h"

struct fault_count {
	uint64_t minor, major;
};

static struct fault_count faults_now(void)
{
	struct rusage ru;

	(void)getrusage(RUSAGE_THREAD, &ru);
	return (struct fault_count){ (uint64_t)ru.ru_minflt,
				     (uint64_t)ru.ru_majflt };
}

// The stack below here, as deep as the accesses and their accounting go: a
// thread's is new, page by page.
static __attribute__((noinline)) void bring_in_stack(void)
{
	volatile unsigned char below[16 << 10];

	for (size_t i = 0; i < sizeof(below); i += 256)
		below[i] = 0;
}

// The engine's loop on a small file in memory that stands in for the target,
// which operations on spans would change.
static void run_on_stand_in(struct worker *w)
{
	struct engine_session *s = &w->session;
	struct engine_session real = *s;
	struct mapping here = { .geo = w->share.geo };
	size_t page = (size_t)here.geo.page_bytes;
	size_t len = ((size_t)s->block + page - 1) / page * page;
	cleanup_close int fd = memfd_create("daxbench", MFD_CLOEXEC);

	if (fd < 0 || ftruncate(fd, (off_t)len) < 0)
		return;
	here.fd = fd;
	here.asked = (struct mapping_request){ .len = len, .write = true };
	here.addr = mmap(NULL, len, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_POPULATE, fd, 0);
	if (here.addr == MAP_FAILED)
		return;
	w->batch->kind = w->share.kind;
	// What is given up is not there for a second one.
	w->batch->count = w->share.kind == OP_RELEASE ? 1 : 2;
	s->map = &here;
	s->fd = fd;
	s->span = len;
	s->stride = 0;
	(void)w->job->plan->engine->submit(s, w->batch);
	s->map = real.map;
	s->fd = real.fd;
	s->span = real.span;
	s->stride = real.stride;
	s->since = real.since;
	s->child_minor = s->child_major = 0;
	(void)munmap(here.addr, len);
}

static size_t buffer_bytes(const struct worker *w)
{
	return (size_t)(w->session.block * w->session.depth);
}

// Each page written to. Of a process that was forked, or forked others, the
// first store to a page of its own is a fault.
static void bring_in_memory(void *memory, size_t len, size_t page)
{
	volatile unsigned char *p = memory;

	for (size_t i = 0; i < len; i += page)
		p[i] = p[i];
	if (len)
		p[len - 1] = p[len - 1];
}

// Run the engine's own code once on memory that is there, so that no fault of
// its text, stack, batch or clock is counted as one of the target.
static void bring_in(struct worker *w)
{
	const struct run_plan *plan = w->job->plan;
	size_t page = (size_t)w->job->geo.page_bytes;

	bring_in_stack();
	bring_in_memory(w, sizeof(*w), page);
	bring_in_memory(w->batch, sizeof(*w->batch), page);
	bring_in_memory(w->state, plan->workload->state_size, page);
	bring_in_memory(w->session.state, plan->engine->state_size, page);
	bring_in_memory(w->session.buffer, buffer_bytes(w), page);
	for (size_t i = 0; i < BATCH_CAPACITY; i++) {
		w->batch->offset[i] = 0;
		*(volatile uint64_t *)&w->batch->elapsed[i] = 0;
	}
	(void)faults_now();
	// Engines that keep account of the file cannot be led to another one. Of
	// the code that makes system calls a thread has what the process has.
	if (!plan->engine->common_open &&
	    (w->job->map || (plan->processes && !plan->engine->queued)))
		run_on_stand_in(w);
}

// What an error message calls the access.
static const char *access_name(enum op_kind kind)
{
	switch (kind) {
	case OP_LOAD:
	case OP_READ:
		return "load";
	case OP_STORE:
	case OP_WRITE:
		return "store";
	default:
		return op_kind_name(kind);
	}
}

static void bus_error(struct worker *w, const struct sigbus_guard *guard)
{
	const struct mapping *map = w->job->map;
	uintptr_t base = map ? (uintptr_t)map->addr : 0;
	unsigned long long offset = guard->address - base;

	w->rc = error_set(&w->err, -EFAULT,
			  "SIGBUS (%s) on a %s at file offset %llu",
			  sigbus_code_name(guard->code),
			  access_name(w->share.kind),
			  offset + (map ? map->asked.offset : 0));
	error_hint(
		&w->err,
		"the file system is full, the file was cut short, or the medium is bad there: see the kernel log");
}

static void failed_operation(struct worker *w, int rc)
{
	w->rc = error_sys(
		&w->err, rc, "engine '%s', %s at file offset %llu",
		w->job->plan->engine->name, op_kind_name(w->share.kind),
		(unsigned long long)batch_offset(w->batch, w->batch->done));
	if (rc == -ENOSPC || rc == -EDQUOT)
		error_hint(&w->err,
			   "free some space, or ask for less with --size");
	if (rc == -ENODATA)
		error_hint(&w->err, "the file was cut short under the run");
	if (rc == -EIO)
		error_hint(&w->err,
			   "the medium is bad there: see the kernel log");
}

static void account(struct worker *w, struct fault_count before)
{
	const struct batch *b = w->batch;
	struct fault_count after = faults_now();

	if (w->job->plan->engine->forks) {
		w->split.minor = w->session.child_minor;
		w->split.major = w->session.child_major;
	} else {
		w->split.minor += after.minor - before.minor;
		w->split.major += after.major - before.major;
	}
	w->split.operations += b->done;
	w->split.duration += b->total;
	limit_account(&w->limit, b->done, b->total);
	if (w->session.latency)
		hist_add_all(&w->latency, b->elapsed, b->done);
}

// The next batch; false when there is none.
// A progression without a time for each operation may be long: what is between
// two batches costs the first accesses of the next something.
#define STRETCH (UINT64_C(1) << 20)

static size_t reach(const struct worker *w)
{
	size_t most = (size_t)(STRETCH / w->share.step);

	if (w->session.latency || run_plan_repeats(w->job->plan) ||
	    most < w->batch->limit)
		return w->batch->limit;
	return most;
}

static bool refill(struct worker *w)
{
	const struct workload *workload = w->job->plan->workload;

	w->ending = ENDING_RANGE;
	w->batch->limit = limit_next(&w->limit, &w->ending);
	if (!w->batch->limit)
		return false;
	w->batch->reach = reach(w);
	if (workload->fill(w->state, &w->share, w->batch))
		return true;
	if (!run_plan_repeats(w->job->plan))
		return false;
	// Once more, in another order where it is one of chance.
	w->share.seed = rng_next(&(struct rng){ w->share.seed });
	workload->begin(w->state, &w->share);
	return workload->fill(w->state, &w->share, w->batch) > 0;
}

static void work(struct worker *w)
{
	const struct run_plan *plan = w->job->plan;
	struct sigbus_guard guard;

	limit_begin(&w->limit, plan, w->job->clock, w->index,
		    &w->meeting->unsettled);
	while (refill(w)) {
		if (interrupt_pending()) {
			w->rc = error_set(&w->err, -EINTR, "interrupted");
			return;
		}
		if (SIGBUS_GUARD(&guard) != 0) {
			bus_error(w, &guard);
			return;
		}
		struct fault_count before = faults_now();
		int rc = plan->engine->submit(&w->session, w->batch);
		sigbus_leave(&guard);
		account(w, before);
		if (rc < 0) {
			failed_operation(w, rc);
			return;
		}
	}
}

static void work_counted(struct worker *w)
{
	w->tlb_misses = NAN;
	if (!w->job->plan->workload->tlb) {
		work(w);
		return;
	}
	tlb_open(&w->tlb);
	tlb_start(&w->tlb);
	work(w);
	tlb_stop(&w->tlb);
	(void)tlb_read(&w->tlb, &w->tlb_misses);
	tlb_close(&w->tlb);
}

// What was read last is still in the buffer.
static int look_at_buffer(struct worker *w)
{
	const struct run_plan *plan = w->job->plan;

	if (!plan->verify || run_plan_op(plan) != OP_READ || w->rc < 0 ||
	    !w->split.operations)
		return w->rc;
	return stamp_check_block(plan, w->session.buffer, &w->err);
}

static int pin(struct worker *w)
{
	const char *cpus = w->job->plan->pin;
	cpu_set_t set;
	unsigned cpu;

	if (!cpus || cpulist_nth(cpus, w->index, &cpu) < 0)
		return 0;
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	// pid 0 is the calling thread.
	if (cpu < CPU_SETSIZE && sched_setaffinity(0, sizeof(set), &set) == 0)
		return 0;
	error_set(&w->err, -EINVAL, "cannot run on CPU %u", cpu);
	error_hint(
		&w->err,
		"it is offline, or not among those allowed to this process: see taskset -p");
	return -EINVAL;
}

// The pages of the buffer may have been there before the node was entered.
static int keep_to_node(struct worker *w)
{
	size_t page = (size_t)w->job->geo.page_bytes;
	size_t len = (buffer_bytes(w) + page - 1) / page * page;

	if (!w->job->plan->on_node)
		return 0;
	return node_move(w->job->plan->node, w->session.buffer, len, &w->err);
}

static void look_where(struct worker *w)
{
	w->on_nodes |= node_of_cpu();
	w->buffer_nodes |=
		node_of_page(w->session.buffer) |
		node_of_page(w->session.buffer + buffer_bytes(w) - 1);
}

// Of a crew that misses somebody not all will come.
static bool meet(struct worker *w, struct start_line *line)
{
	struct crew *crew = &w->meeting->crew;
	bool watches = w->index == 0 && crew->processes;

	return start_line_pass(line, watches ? crew_misses : NULL, crew);
}

static void work_and_look(struct worker *w)
{
	const struct engine *engine = w->job->plan->engine;

	w->on_nodes = node_of_cpu();
	work_counted(w);
	look_where(w);
	if (engine->count)
		engine->count(&w->session, w->counts);
	w->rc = look_at_buffer(w);
}

static void worker_main(struct worker *w)
{
	const struct engine *engine = w->job->plan->engine;
	const struct worker_look *look = w->job->look;

	w->rc = pin(w);
	if (w->rc == 0)
		w->rc = keep_to_node(w);
	if (w->rc == 0 && engine->open)
		w->rc = engine->open(&w->session, &w->err);
	w->opened = w->rc == 0;
	if (w->opened) {
		if (look)
			look->before(look->context, w->index);
		bring_in(w);
		w->job->plan->workload->begin(w->state, &w->share);
	}
	// Also after a failure: the others are waiting.
	if (!meet(w, &w->meeting->start))
		return;
	if (w->opened)
		work_and_look(w);
	// What is looked at takes no time from those that still work.
	if (look && meet(w, &w->meeting->finish) && w->rc == 0)
		look->after(look->context, w->index, &w->split);
}

static void worker_close(struct worker *w)
{
	if (w->opened && w->job->plan->engine->close)
		w->job->plan->engine->close(&w->session);
	w->opened = false;
}

// What a process opened is its own.
static void work_of(void *context, unsigned index)
{
	struct meeting *m = context;
	struct worker *w = &m->v[index];

	worker_main(w);
	if (m->crew.processes && index)
		worker_close(w);
}

// Page-aligned and present, so that the engine's own buffer takes no fault.
static unsigned char *new_buffer(size_t len, size_t page)
{
	unsigned char *buffer =
		aligned_alloc(page, (len + page - 1) / page * page);

	if (!buffer)
		abort();
	memset(buffer, 0x5a, len);
	return buffer;
}

static void session_setup(struct engine_session *s,
			  const struct worker_job *job, unsigned index)
{
	const struct run_plan *plan = job->plan;
	bool blocks = workload_in_blocks(plan->workload);

	*s = (struct engine_session){
		.map = job->map,
		.fd = index < job->n_files ? job->files[index] : job->fd,
		.block = blocks ? plan->block : 1,
		.write = plan->write,
		.writes = plan->writes,
		.stride = plan->writes ? geometry_chunk_bytes(&job->geo) /
						 plan->writes
				       : 0,
		.fsync = plan->fsync,
		.depth = plan->engine->queued ? plan->depth : 1,
		.uring = plan->uring,
		.flush = plan->flush,
		.clock = job->clock,
		.latency = plan->latency,
	};
	s->buffer = new_buffer((size_t)(s->block * s->depth),
			       (size_t)job->geo.page_bytes);
	if (plan->verify)
		stamp_fill(s->buffer, (size_t)(s->block * s->depth), job->seed);
	s->state = xcalloc(1, plan->engine->state_size);
}

static void worker_setup(struct worker *w, const struct worker_job *job,
			 unsigned index, struct meeting *meeting)
{
	const struct run_plan *plan = job->plan;

	*w = (struct worker){ .job = job, .meeting = meeting, .index = index };
	w->share = share_of(plan, &job->geo, job->seed, index);
	session_setup(&w->session, job, index);
	w->session.span = w->share.step;
	w->session.index = index;
	w->session.seed = job->seed;
	w->session.directory = job->directory;
	w->session.partner = plan->partner;
	w->state = xcalloc(1, plan->workload->state_size);
	w->batch = xcalloc(1, sizeof(*w->batch));
	if (plan->processes)
		hist_init_shared(&w->latency);
	else
		hist_init(&w->latency);
}

static void worker_release(struct worker *w)
{
	worker_close(w);
	free(w->session.buffer);
	free(w->session.state);
	free(w->state);
	free(w->batch);
	hist_release(&w->latency);
}

static int open_common(struct worker *v, unsigned n, struct error *err)
{
	const struct engine *e = v[0].job->plan->engine;
	void *common = NULL;

	if (!e->common_open)
		return 0;
	int rc = e->common_open(&v[0].session, &common, err);
	for (unsigned i = 0; i < n; i++)
		v[i].session.common = common;
	return rc;
}

static void close_common(const struct worker *v)
{
	const struct engine *e = v[0].job->plan->engine;

	if (v[0].session.common)
		e->common_close(v[0].session.common);
}

static int first_failure(const struct worker *v, unsigned n, struct error *err)
{
	for (unsigned i = 0; i < n; i++) {
		if (v[i].rc == 0)
			continue;
		if (err)
			*err = v[i].err;
		return v[i].rc;
	}
	return 0;
}

// A process that was killed has nobody else to say so, and what it had open
// went with it.
static void note_lost(struct meeting *m)
{
	for (unsigned i = 1; m->crew.processes && i < m->crew.n; i++) {
		struct worker *w = &m->v[i];
		pid_t pid;
		int status = crew_fate(&m->crew, i, &pid);

		w->opened = false;
		if (!status)
			continue;
		w->rc = error_set(
			&w->err, -ECHILD,
			WIFSIGNALED(status)
				? "process %u of %u (%d) was ended by signal %d (%s)"
				: "process %u of %u (%d) ended with status %d%s",
			i + 1, m->crew.n, (int)pid,
			WIFSIGNALED(status) ? WTERMSIG(status)
					    : WEXITSTATUS(status),
			WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "");
		error_hint(
			&w->err,
			"if it was not you, the kernel log may tell who: short of memory it kills processes");
	}
}

static struct meeting *meeting_new(const struct worker_job *job)
{
	unsigned n = job->plan->threads;
	size_t len = sizeof(struct meeting) + n * sizeof(struct worker);
	struct meeting *m =
		job->plan->processes ? xshared(len) : xcalloc(1, len);

	m->crew = (struct crew){
		.n = n,
		.processes = job->plan->processes,
		.work = work_of,
		.context = m,
		.start = &m->start,
	};
	start_line_init(&m->start, n);
	start_line_init(&m->finish, n);
	atomic_init(&m->unsettled, n);
	for (unsigned i = 0; i < n; i++)
		worker_setup(&m->v[i], job, i, m);
	return m;
}

static void meeting_free(struct meeting *m)
{
	unsigned n = m->crew.n;

	for (unsigned i = 0; i < n; i++)
		worker_release(&m->v[i]);
	close_common(m->v);
	crew_release(&m->crew);
	if (m->crew.processes)
		xshared_free(m, sizeof(*m) + n * sizeof(struct worker));
	else
		free(m);
}

int workers_run(const struct worker_job *job, struct repetition *rep,
		struct error *err)
{
	struct node_hold hold;

	if (job->plan->on_node) {
		int rc = node_enter(job->plan->node, &hold, err);

		if (rc < 0)
			return rc;
	}
	struct meeting *m = meeting_new(job);
	unsigned n = m->crew.n;
	// Worker 0 is this thread, whose CPUs are the program's.
	cpu_set_t before;
	bool known = sched_getaffinity(0, sizeof(before), &before) == 0;
	int rc = open_common(m->v, n, err);
	if (rc == 0)
		rc = crew_run(&m->crew, err);
	if (known && job->plan->pin)
		(void)sched_setaffinity(0, sizeof(before), &before);
	if (rc == 0) {
		note_lost(m);
		rc = first_failure(m->v, n, err);
	}
	if (rc == 0) {
		gather(m->v, n, rep);
		if (job->plan->engine->common_finding)
			rep->finding = job->plan->engine->common_finding(
				m->v[0].session.common);
		rep->bytes = job->plan->layout.size;
	}
	meeting_free(m);
	if (job->plan->on_node)
		node_leave(&hold);
	return rc;
}
