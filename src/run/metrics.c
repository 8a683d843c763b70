// SPDX-License-Identifier: MIT
#include "run/metrics.h"

#include <math.h>

static double p50(const struct run_record *run ATTR_UNUSED,
		  const struct repetition *rep)
{
	return rep->latency.count ? (double)hist_quantile(&rep->latency, 0.5)
				  : NAN;
}

static double p99(const struct run_record *run ATTR_UNUSED,
		  const struct repetition *rep)
{
	return rep->latency.count ? (double)hist_quantile(&rep->latency, 0.99)
				  : NAN;
}

static double mean(const struct run_record *run ATTR_UNUSED,
		   const struct repetition *rep)
{
	return rep->latency.count ? rep->latency.mean : NAN;
}

static double duration(const struct run_record *run ATTR_UNUSED,
		       const struct repetition *rep)
{
	return (double)rep->duration;
}

static double per_operation(const struct run_record *run ATTR_UNUSED,
			    const struct repetition *rep)
{
	return rep->operations ? (double)rep->duration / (double)rep->operations
			       : NAN;
}

// How often a repetition went over the range, if not once, is no property of
// the range.
static double per_chunk(const struct run_record *run,
			const struct repetition *rep, uint64_t n)
{
	return rep->ending > ENDING_RANGE ? NAN
					  : (double)n / (double)run->chunks;
}

static double faults_per_chunk(const struct run_record *run,
			       const struct repetition *rep)
{
	return per_chunk(run, rep, rep->minor + rep->major);
}

static double minor_per_chunk(const struct run_record *run,
			      const struct repetition *rep)
{
	return per_chunk(run, rep, rep->minor);
}

static double major_per_chunk(const struct run_record *run,
			      const struct repetition *rep)
{
	return per_chunk(run, rep, rep->major);
}

static double pmd_share(const struct run_record *run ATTR_UNUSED,
			const struct repetition *rep)
{
	const struct page_bytes *m = &rep->mapped;

	if (!rep->mapped_known)
		return NAN;
	return (double)(m->pmd + m->pud) / (double)rep->bytes;
}

void metrics_derive(struct run_record *run, enum clock_kind clock,
		    const struct geometry *geo)
{
	const char *unit = clock_unit(clock);
	const struct {
		struct metric shape;
		double (*of)(const struct run_record *run,
			     const struct repetition *rep);
	} rows[] = {
		{ { "latency_p50", unit, DIRECTION_LESS, false, true, false, 0,
		    0 },
		  p50 },
		{ { "latency_p99", unit, DIRECTION_LESS, false, false, false, 0,
		    0 },
		  p99 },
		{ { "latency_mean", unit, DIRECTION_LESS, false, false, false,
		    0, 0 },
		  mean },
		{ { "duration", unit, DIRECTION_LESS, false, false, false, 0,
		    0 },
		  duration },
		{ { "duration_per_operation", unit, DIRECTION_LESS, false,
		    false, false, 0, 0 },
		  per_operation },
		{ { "faults_per_chunk", "faults", DIRECTION_EQUAL, true, true,
		    false, 0, 0 },
		  faults_per_chunk },
		{ { "minor_faults_per_chunk", "faults", DIRECTION_EQUAL, true,
		    false, false, 0, 0 },
		  minor_per_chunk },
		{ { "major_faults_per_chunk", "faults", DIRECTION_EQUAL, true,
		    false, false, 0, 0 },
		  major_per_chunk },
		{ { "pmd_share", "ratio", DIRECTION_MORE, true, true, false, 0,
		    0 },
		  pmd_share },
	};

	if (run->n_repetitions)
		run->chunks =
			run->repetitions[0].bytes / geometry_chunk_bytes(geo);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		run_record_add_metric(run, &rows[i].shape, rows[i].of);
	run_record_add_measures(run);
}
