// SPDX-License-Identifier: MIT
#include "report/report.h"

#include "base/alloc.h"
#include "report/view.h"

typedef void section_fn(const struct view *v, struct doc *doc);

static section_fn *const sections[] = {
	section_verdict, section_summary,     section_checks, section_matrix,
	section_latency, section_throughput,  section_drift,  section_faults,
	section_mapping, section_environment,
};

static char *verdicts_title(const struct report_input *in)
{
	const char *kernel =
		in->n_checks ? in->checks[0]->doc.kernel_release : NULL;

	if (in->n_checks == 1 && kernel)
		return xasprintf("What DAX keeps on %s", kernel);
	return xasprintf("What DAX keeps: %zu documents", in->n_checks);
}

static char *default_title(const struct report_input *in)
{
	if (!in->n)
		return verdicts_title(in);
	if (in->n == 1 && in->results[0]->kernel_release)
		return xasprintf("DAX on %s", in->results[0]->kernel_release);
	if (in->n == 1)
		return xstrdup("DAX: one result");
	return xasprintf("DAX: %zu results", in->n);
}

void report_build(const struct report_input *in, struct doc *doc)
{
	CLEANUP(view_cleanup_) struct view v;

	view_init(&v, in);
	doc->title = in->title ? xstrdup(in->title) : default_title(in);
	for (size_t i = 0; i < ARRAY_SIZE(sections); i++)
		sections[i](&v, doc);
}
