// SPDX-License-Identifier: MIT
// fs_dax trace: the kernel's own account of every DAX fault in a range,
// PMD or PTE, in a private tracefs instance. Only in the rehearsal: tracing
// costs time. device-dax raises none of these events.
//
//     daxbench run --workload pmd-fault      (as root, tracefs mounted)
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "witness/read-trace.h"
#include "witness/trace-instance.h"
#include "witness/witness.h"

// Text of one event in the ring buffer is at most 100 bytes with its header;
// a chunk raises at most five: two PMD attempts (ext4 from 6.12), a hole, the
// PTE fault and its hole.
#define BUFFER_BYTES_PER_CHUNK 512
#define BUFFER_KB_MIN 64u
#define BUFFER_KB_MAX 16384u
#define LINE_MAX_BYTES 1024
#define PIECE_BYTES 16384

struct trace_state {
	struct trace_instance instance;
};

// Not every kernel has all; the first two are what the verdict needs.
static const char *const event_names[] = {
	"dax_pmd_fault_done",
	"dax_pte_fault_done",
	"dax_pmd_load_hole",
	"dax_load_hole",
};
#define EVENTS_NEEDED 2

static int enable_events(const struct trace_instance *t, struct error *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(event_names); i++) {
		char file[96];

		(void)snprintf(file, sizeof(file), "events/fs_dax/%s/enable",
			       event_names[i]);
		if (!trace_instance_has(t, file)) {
			if (i >= EVENTS_NEEDED)
				continue;
			error_set(err, -EOPNOTSUPP,
				  "this kernel has no trace event fs_dax/%s",
				  event_names[i]);
			error_hint(
				err,
				"it needs Linux 4.11 or later with CONFIG_FS_DAX and CONFIG_FTRACE");
			return -EOPNOTSUPP;
		}
		int rc = trace_instance_write(t, file, "1", err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int prepare(const struct trace_instance *t,
		   const struct witness_scene *scene, struct error *err)
{
	uint64_t kb =
		mapping_chunks(scene->map) * BUFFER_BYTES_PER_CHUNK / 1024;
	char text[32];

	kb = kb < BUFFER_KB_MIN   ? BUFFER_KB_MIN
	     : kb > BUFFER_KB_MAX ? BUFFER_KB_MAX
				  : kb;
	(void)snprintf(text, sizeof(text), "%llu", (unsigned long long)kb);
	int rc = trace_instance_write(t, "buffer_size_kb", text, err);
	if (rc == 0)
		rc = trace_instance_only_us(t, scene->sr, err);
	if (rc == 0)
		rc = enable_events(t, err);
	if (rc == 0)
		rc = trace_instance_write(t, "tracing_on", "1", err);
	return rc;
}

static int trace_arm(void *state, const struct witness_scene *scene,
		     struct error *err)
{
	struct trace_state *s = state;

	if (scene->map->asked.only != PAGE_SIZE_NONE)
		return error_set(err, -EOPNOTSUPP,
				 "device-dax raises no fs_dax event");
	int rc = trace_instance_open(&s->instance, scene->sr, err);

	if (rc == 0)
		rc = prepare(&s->instance, scene, err);
	if (rc < 0)
		trace_instance_close(&s->instance);
	return rc;
}

static int feed_file(int fd, struct trace_tally *t)
{
	cleanup_free char *piece = xcalloc(1, PIECE_BYTES);

	for (;;) {
		ssize_t n = read(fd, piece, PIECE_BYTES);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		trace_feed(t, piece, (size_t)n);
	}
	trace_finish(t);
	return 0;
}

static void trace_collect(void *state, const struct witness_scene *scene,
			  struct evidence *ev)
{
	struct trace_state *s = state;
	const struct mapping *m = scene->map;
	size_t n = (size_t)mapping_chunks(m);
	cleanup_free unsigned char *chunks = xcalloc(n ? n : 1, 1);
	cleanup_free char *line = xcalloc(1, LINE_MAX_BYTES);
	struct trace_tally tally = {
		.start = (uintptr_t)m->addr,
		.chunk_bytes = geometry_chunk_bytes(&m->geo),
		.n_chunks = n,
		.chunks = chunks,
		.partial = line,
		.partial_size = LINE_MAX_BYTES,
	};

	int rc = trace_instance_write(&s->instance, "tracing_on", "0", NULL);
	cleanup_close int fd = trace_instance_read(&s->instance);
	if (rc == 0)
		rc = fd < 0 ? fd : feed_file(fd, &tally);
	if (rc < 0)
		evidence_say(ev, VERDICT_SILENT,
			     "cannot read the trace (error %d)", -rc);
	else
		trace_judge(&tally, scene->asked, m->geo.page_bytes, ev);
}

static void trace_disarm(void *state)
{
	struct trace_state *s = state;

	trace_instance_close(&s->instance);
}

static const struct witness trace = {
	.name = "fs-dax-trace",
	.summary = "fs_dax fault events of the kernel, in a trace of our own",
	.privilege = "root",
	.strength = EVIDENCE_DECIDES,
	.passes = WITNESS_REHEARSAL,
	.order = 30,
	.state_size = sizeof(struct trace_state),
	.arm = trace_arm,
	.collect = trace_collect,
	.disarm = trace_disarm,
};

REGISTER(witness, trace);
