// SPDX-License-Identifier: MIT
// Results as a reader would make them, for what consumes results.
#pragma once

#include "unit.h"

#include "result/result.h"

#define SAMPLE_LEN (UINT64_C(4) << 20)
// What a document from elsewhere may hold.
#define SAMPLE_HOSTILE "<script>alert(\"1\")</script>|&'\x01\x1b[31m\xff,\n`*_"

static inline double sample_p50_(const struct run_record *run ATTR_UNUSED,
				 const struct repetition *rep)
{
	return (double)hist_quantile(&rep->latency, 0.5);
}

static inline double sample_share_(const struct run_record *run ATTR_UNUSED,
				   const struct repetition *rep)
{
	return (double)rep->mapped.pmd / (double)SAMPLE_LEN;
}

static inline double sample_faults_(const struct run_record *run ATTR_UNUSED,
				    const struct repetition *rep)
{
	return (double)(rep->minor + rep->major);
}

static inline void sample_metrics(struct run_record *run, const char *unit)
{
	const struct metric p50 = { .name = "latency_p50",
				    .unit = unit,
				    .direction = DIRECTION_LESS,
				    .gate = true };
	const struct metric faults = { .name = "faults_per_chunk",
				       .unit = "faults",
				       .direction = DIRECTION_EQUAL,
				       .exact = true };
	const struct metric share = { .name = "pmd_share",
				      .unit = "ratio",
				      .direction = DIRECTION_MORE,
				      .exact = true };

	run_record_add_metric(run, &p50, sample_p50_);
	run_record_add_metric(run, &faults, sample_faults_);
	run_record_add_metric(run, &share, sample_share_);
}

// A run of `n` repetitions with latencies around `latency`.
static inline struct run_record *
sample_run(struct result *r, const char *workload, unsigned n, uint64_t latency)
{
	struct run_record *run = result_add_run(r, workload, "copy");

	facts_bytes(&run->parameters, "size", "command line", SAMPLE_LEN);
	facts_count(&run->parameters, "threads", "command line", 1, "");
	run->chunks = 2;
	for (unsigned i = 0; i < n; i++) {
		struct repetition *rep = run_record_add_repetition(run);

		rep->state = "fresh-hole";
		rep->operations = 2;
		rep->bytes = SAMPLE_LEN;
		rep->minor = 2;
		rep->mapped_known = true;
		rep->mapped = (struct page_bytes){ .pmd = SAMPLE_LEN };
		hist_init(&rep->latency);
		hist_add(&rep->latency, latency);
		hist_add(&rep->latency, latency + i);
	}
	run->mapping.asked = run->expected = PAGE_SIZE_PMD;
	run->mapping.obtained_known = true;
	run->mapping.obtained = (struct page_bytes){ .pmd = SAMPLE_LEN };
	run->mapping.page_size = PAGE_SIZE_PMD;
	run->mapping.agreement = "witnessed";
	run->judged = run->expectation_met = true;
	sample_metrics(run, clock_unit(r->clock));
	return run;
}

static inline void sample_witness(struct run_record *run, const char *reason)
{
	struct mapping_report *m = &run->mapping;

	m->witnesses = xreallocarray(m->witnesses, m->n_witnesses + 1,
				     sizeof(*m->witnesses));
	m->witnesses[m->n_witnesses] = (struct evidence){ .witness = "smaps" };
	evidence_say(&m->witnesses[m->n_witnesses++], VERDICT_SILENT, "%s",
		     reason);
}

static inline void sample_result(struct result *r, const char *kernel,
				 const char *fs)
{
	r->started = xstrdup("2026-01-02T03:04:05Z");
	r->kernel_release = xstrdup(kernel);
	r->target_class = "fsdax";
	r->target_path = xstrdup("/mnt/pmem");
	facts_text(&r->platform, "cpu.model", "/proc/cpuinfo", "some CPU");
	facts_unknown(&r->platform, "cpu.governor", "/sys", FACT_ABSENT,
		      "no such file");
	facts_text(&r->target, "mount.fs_type", "mountinfo", fs);
}
