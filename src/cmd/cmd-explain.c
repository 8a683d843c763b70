// SPDX-License-Identifier: MIT
// daxbench explain: which chunks of a file or device are huge, and why the
// others are not.
#include "cmd/cmd.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/interrupt.h"
#include "base/outfile.h"
#include "base/parse.h"
#include "base/sigbus.h"
#include "cmd/explain-text.h"
#include "explain/explain.h"
#include "result/json-explain.h"

struct params {
	const char *range, *output, *sysroot, *record, *address;
	uint64_t size, sample;
	int extents, access, advice, require, format;
	bool is_private, observe, no_observe, json;
};

// Of a run of chunks that are predicted alike.
#define DEFAULT_SAMPLE 1024

#define FIELD(name) offsetof(struct params, name)

enum { ACCESS_READ, ACCESS_WRITE };
enum { ADVICE_NONE, ADVICE_NOHUGEPAGE };

static const char *const addresses[] = {
	[EXPLAIN_ALIGNED] = "aligned",
	[EXPLAIN_SHIFTED] = "shifted",
	[EXPLAIN_HINTED] = "hint",
};
static const char *const layouts[] = { "hole", "unwritten", "written", NULL };
static const char *const accesses[] = { "read", "write", NULL };
static const char *const advices[] = { "none", "nohugepage", NULL };
static const char *const requires[] = { "pmd", NULL };

static const struct option_row rows[] = {
	{ "range", 'r', OPTION_TEXT, FIELD(range), .label = "OFFSET:LENGTH",
	  .help = "map this part of the file only (default: all)" },
	{ "access", 'a', OPTION_CHOICE, FIELD(access), .choices = accesses,
	  .help = "touch by load or by store (default: read; write in a directory)" },
	{ "private", 0, OPTION_FLAG, FIELD(is_private),
	  .help = "map with MAP_PRIVATE, not MAP_SHARED" },
	{ "address", 0, OPTION_TEXT, FIELD(address), .label = "WHERE",
	  .help = "aligned like the offset (default), shifted one page off, or hint[:ADDRESS]: where mmap(2) puts it" },
	{ "advice", 0, OPTION_CHOICE, FIELD(advice), .choices = advices,
	  .help = "madvise(2) of the mapping before it is touched (default: none)" },
	{ "size", 's', OPTION_BYTES, FIELD(size), "64m", .min = 1,
	  .label = "SIZE",
	  .help = "of the file made when PATH is a directory" },
	{ "extents", 'x', OPTION_CHOICE, FIELD(extents), .choices = layouts,
	  .help = "of that file before it is touched (default: unwritten)" },
	{ "observe", 0, OPTION_FLAG, FIELD(observe),
	  .help = "touch even where that leaves page-sized DAX entries" },
	{ "no-observe", 0, OPTION_FLAG, FIELD(no_observe),
	  .help = "predict only, touch nothing" },
	{ "sample", 0, OPTION_COUNT, FIELD(sample), NULL, 1, 1u << 30,
	  .label = "N",
	  .help = "of a longer run of chunks predicted alike touch N (default: 1024; with --require all)" },
	{ "require", 0, OPTION_CHOICE, FIELD(require), .choices = requires,
	  .help = "exit 1 unless every chunk is mapped so" },
	{ "sysroot", 0, OPTION_TEXT, FIELD(sysroot), .label = "DIR",
	  .help = "explain what was recorded in this captured machine" },
	{ "record", 0, OPTION_TEXT, FIELD(record), .label = "FILE",
	  .help = "also write down what was asked and seen, for --sysroot" },
	{ "format", 'f', OPTION_CHOICE, FIELD(format), "text",
	  .choices = cmd_formats, .help = "how to print it" },
	{ "json", 0, OPTION_FLAG, FIELD(json),
	  .help = "the same as --format json" },
	{ "output", 'o', OPTION_TEXT, FIELD(output), .label = "FILE",
	  .help = "write to FILE instead of standard output" },
};

static const struct option_set sets[] = {
	{ "options", rows, ARRAY_SIZE(rows) },
};

static int parse_range(const char *text, const struct geometry *geo,
		       struct explain_request *r, struct error *err)
{
	const char *colon = strchr(text, ':');
	cleanup_free char *first =
		colon ? xstrndup(text, (size_t)(colon - text)) : NULL;

	if (!colon || parse_bytes(first, &r->offset) < 0 ||
	    parse_bytes(colon + 1, &r->len) < 0 || r->len == 0 ||
	    r->offset % geo->page_bytes || r->len % geo->page_bytes ||
	    r->offset + r->len < r->offset || r->offset + r->len > INT64_MAX) {
		error_usage(err, "--range '%s' is not OFFSET:LENGTH", text);
		error_hint(
			err,
			"both are multiples of the page size (%llu bytes), e.g. --range 0:64m",
			(unsigned long long)geo->page_bytes);
		return -EINVAL;
	}
	r->ranged = true;
	return 0;
}

// "hint:0x7f0000000000": as a program asks mmap(2) for it.
static int parse_address(const char *text, const struct geometry *geo,
			 struct explain_request *r, struct error *err)
{
	const char *colon = strchr(text, ':');
	size_t len = colon ? (size_t)(colon - text) : strlen(text);
	char *end = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(addresses); i++)
		if (strlen(addresses[i]) == len &&
		    strncmp(text, addresses[i], len) == 0) {
			r->address = (enum explain_address)i;
			if (!colon)
				return 0;
			errno = 0;
			r->hint = strtoull(colon + 1, &end, 0);
		}
	if (end && end != colon + 1 && !*end && !errno && colon[1] != '-' &&
	    r->address == EXPLAIN_HINTED && r->hint % geo->page_bytes == 0)
		return 0;
	error_usage(err, "--address '%s' is no place", text);
	error_hint(
		err,
		"give aligned, shifted, hint, or hint:ADDRESS with a multiple of the page size (%llu bytes)",
		(unsigned long long)geo->page_bytes);
	return -EINVAL;
}

static bool is_default_mapping(const struct params *p)
{
	return !p->range && p->access < 0 && !p->address && p->advice < 0 &&
	       !p->is_private;
}

static int make_request(const struct params *p, const char *path,
			const struct geometry *geo, bool is_directory,
			struct explain_request *r, struct error *err)
{
	*r = (struct explain_request){
		.path = path,
		.scratch_size = p->size,
		.scratch_extents = p->extents < 0
					   ? LAYOUT_UNWRITTEN
					   : (enum layout_extents)p->extents,
		.sample = p->sample         ? p->sample
			  : p->require >= 0 ? 0
					    : DEFAULT_SAMPLE,
		.write = p->access == ACCESS_WRITE ||
			 (p->access < 0 && is_directory),
		.is_private = p->is_private,
		.nohugepage = p->advice == ADVICE_NOHUGEPAGE,
		.observe = p->observe,
		.no_observe = p->no_observe,
		.record = p->record != NULL,
		.as_recorded = is_default_mapping(p),
	};
	if (p->sysroot && (p->observe || p->record))
		return error_usage(
			err,
			"--sysroot explains a record: nothing can be observed or recorded");
	if (p->observe && p->no_observe)
		return error_usage(
			err, "--observe and --no-observe exclude each other");
	if (p->address && parse_address(p->address, geo, r, err) < 0)
		return err->code;
	if (p->size > INT64_MAX / 2)
		return error_usage(err, "--size is too large for a file");
	return p->range ? parse_range(p->range, geo, r, err) : 0;
}

static bool is_required(const struct explanation *x)
{
	const struct explain_counts *c = &x->counts;

	uint64_t huge = c->observed[OBSERVED_PMD] + c->observed[OBSERVED_PUD];

	if (x->observed && c->looked == c->chunks)
		return huge == c->chunks;
	return c->predicted[CLASS_PMD] + c->predicted[CLASS_PUD] == c->chunks &&
	       huge == c->looked;
}

static void row_of_segment(const void *context, size_t i,
			   struct explain_row_segment *ret)
{
	const struct explanation *x = context;
	const struct segment *s = &x->segments.v[i];

	*ret = (struct explain_row_segment){
		.first_chunk = s->first,
		.chunks = s->n,
		.predicted = chunk_class_name(s->predicted.class),
		.rule = s->predicted.rule ? s->predicted.rule->name : NULL,
		.zero = s->zero,
		.observed = s->observed == OBSERVED_NOT
				    ? NULL
				    : observed_name(s->observed),
		.looked = s->looked,
		.after = s->settled ? chunk_class_name(s->after) : NULL,
		.finding = s->finding == FINDING_NONE
				   ? NULL
				   : finding_name(s->finding),
	};
}

static void fill_reason(const struct explanation *x, size_t i,
			struct explain_row_reason *ret)
{
	const struct explain_reason *r = &x->reasons[i];
	struct strbuf remedy = { 0 };

	r->rule->remedy(&x->scene, &remedy);
	*ret = (struct explain_row_reason){
		.rule = r->rule->name,
		.question = r->rule->summary,
		.predicted = chunk_class_name(r->class),
		.rests_on = r->rule->rests_on,
		.consequence = r->rule->consequence,
		.remedy = strbuf_take(&remedy),
		.reference = r->rule->reference,
		.chunks = r->chunks,
		.first_chunk = r->first,
	};
}

static void fill_answers(const struct explanation *x, size_t i,
			 struct explain_row_answers *ret)
{
	ret->rule = x->rules.v[i]->name;
	for (unsigned a = 0; a < ANSWERS; a++)
		ret->counts[a] =
			(struct explain_row_count){ answer_name(a),
						    x->answers[i].chunks[a] };
	ret->n = ANSWERS;
}

static void describe_request(const struct explanation *x, struct explain_doc *d)
{
	const struct scene *s = &x->scene;

	d->path = s->path;
	d->kind = s->device ? "device" : s->scratch ? "scratch" : "file";
	d->extents_made = s->scratch ? layouts[x->scratch_extents] : NULL;
	d->size = s->size;
	d->map_start = s->vma_start;
	d->map_len = s->vma_end - s->vma_start;
	d->access = accesses[s->write];
	d->sharing = s->is_private ? "private" : "shared";
	d->address = addresses[s->address  ? EXPLAIN_HINTED
			       : s->colour ? EXPLAIN_SHIFTED
					   : EXPLAIN_ALIGNED];
	d->colour = s->colour;
	d->advice = advices[s->nohugepage];
	d->page_bytes = s->geo.page_bytes;
	d->pmd_bytes = s->geo.pmd_bytes;
	d->chunk_bytes = scene_chunk_bytes(s);
	d->base_known = s->base.known;
	d->base_offset = s->base.offset;
	d->base_how = s->base.how;
	d->facts = &s->facts;
}

static void write_json(const struct explanation *x, bool require,
		       struct strbuf *out)
{
	struct explain_row_count predicted[CLASSES];
	struct explain_row_count observed[OBSERVATIONS - 1];
	struct explain_row_count findings[FINDINGS - 1];
	cleanup_free struct explain_row_reason *reasons =
		xcalloc(x->n_reasons + 1, sizeof(*reasons));
	cleanup_free struct explain_row_answers *answers =
		xcalloc(x->rules.n, sizeof(*answers));
	cleanup_strbuf struct strbuf blocker = { 0 };
	struct explain_doc d = {
		.extents = x->records,
		.not_observed = x->observed ? NULL : x->not_observed,
		.require_pmd = require,
		.requirement_met = is_required(x),
		.looked = x->counts.looked,
		.predicted = predicted,
		.n_predicted = ARRAY_SIZE(predicted),
		.observed = observed,
		.n_observed = ARRAY_SIZE(observed),
		.findings = findings,
		.n_findings = ARRAY_SIZE(findings),
		.reasons = reasons,
		.n_reasons = x->n_reasons,
		.answers = answers,
		.n_answers = x->rules.n,
		.segment = row_of_segment,
		.context = x,
		.n_segments = x->segments.n,
	};

	describe_request(x, &d);
	for (unsigned i = 0; i < CLASSES; i++)
		predicted[i] =
			(struct explain_row_count){ chunk_class_name(i),
						    x->counts.predicted[i] };
	for (unsigned i = 0; i < OBSERVATIONS - 1; i++)
		observed[i] =
			(struct explain_row_count){ observed_name(i + 1),
						    x->counts.observed[i + 1] };
	for (unsigned i = 0; i < FINDINGS - 1; i++)
		findings[i] =
			(struct explain_row_count){ finding_name(i + 1),
						    x->counts.findings[i + 1] };
	for (size_t i = 0; i < x->n_reasons; i++)
		fill_reason(x, i, &reasons[i]);
	for (size_t i = 0; i < x->rules.n; i++)
		fill_answers(x, i, &answers[i]);
	d.first_blocker = explain_blocker(x, &blocker) ? blocker.s : NULL;
	explain_json(&d, out);
	for (size_t i = 0; i < x->n_reasons; i++)
		free((char *)reasons[i].remedy);
}

static bool use_color(const char *output)
{
	const char *no_color = getenv("NO_COLOR");
	bool to_stdout = !output || strcmp(output, "-") == 0;

	return to_stdout && isatty(STDOUT_FILENO) && !(no_color && no_color[0]);
}

static int judge(const struct explanation *x, bool require)
{
	const struct explain_counts *c = &x->counts;

	if (c->chunks == 0 || c->observed[OBSERVED_DISPUTED])
		return EXIT_UNKNOWN;
	if (c->findings[FINDING_NONE] != c->chunks)
		return EXIT_NO;
	if (!require || is_required(x))
		return EXIT_YES;
	// Not shown to be so, and not shown not to be.
	return !x->observed && !c->predicted[CLASS_PTE] &&
			       !c->predicted[CLASS_SIGBUS] &&
			       !c->predicted[CLASS_REFUSED]
		       ? EXIT_UNKNOWN
		       : EXIT_NO;
}

static bool is_directory(const char *path)
{
	cleanup_free char *inside = xasprintf("%s/.", path);

	return access(inside, F_OK) == 0;
}

// Why a file is not DAX may be asked elsewhere: what is known is kept.
static int fail_recorded(struct outfile *out, const struct strbuf *record,
			 const struct error *err)
{
	struct error why = { 0 };

	if (record->len &&
	    outfile_commit(out, record->s, record->len, &why) < 0)
		(void)cmd_fail(&why);
	return cmd_fail(err);
}

static int run(const struct command *self, int argc, char **argv)
{
	cleanup_explanation struct explanation x = { 0 };
	cleanup_strbuf struct strbuf text = { 0 };
	cleanup_outfile struct outfile record = { .fd = -1 };
	struct explain_request request;
	struct error err = { 0 };
	struct geometry geo;
	struct params p;
	int status;
	int n = cmd_parse(self, &p, argc, argv, &status);

	if (n < 0)
		return status;
	const struct sysroot sr = { .root = p.sysroot };
	if (n != 1 && !(p.sysroot && n == 0)) {
		error_usage(&err, "explain takes one path, not %d", n);
		error_hint(
			&err,
			"give a file on a DAX mount, a directory to make one in, or /dev/daxN.M");
		return cmd_fail(&err);
	}
	geometry_probe(&geo, &sr);
	const char *path = n ? argv[0] : NULL;
	if (make_request(&p, path, &geo, !p.sysroot && is_directory(path),
			 &request, &err) < 0 ||
	    (p.record && outfile_open(&record, p.record, &err) < 0))
		return cmd_fail(&err);
	interrupt_install();
	sigbus_install();
	int rc = explain(&x, &request, &geo, &sr, &err);
	if (rc == -EINTR && interrupt_pending())
		return EXIT_SIGNAL + interrupt_pending();
	if (rc < 0)
		return fail_recorded(&record, &x.record, &err);
	if (p.json || p.format == CMD_FORMAT_JSON)
		write_json(&x, p.require >= 0, &text);
	else
		explain_text(&x, use_color(p.output), &text);
	if ((p.record &&
	     outfile_commit(&record, x.record.s, x.record.len, &err) < 0) ||
	    cmd_emit(p.output, &text, &err) < 0)
		return cmd_fail(&err);
	return judge(&x, p.require >= 0);
}

const struct command cmd_explain = {
	.name = "explain",
	.synopsis = "[OPTION]... PATH",
	.summary =
		"predict and observe which chunks of a file are huge, and why",
	.help = "PATH is a file on a DAX mount or a device-dax node (/dev/dax0.0), which are\n"
		"never written to, or a directory, in which a file is made and removed.\n"
		"\n"
		"Examples:\n"
		"  daxbench explain /mnt/pmem/data\n"
		"  daxbench explain --require pmd --size 1g /mnt/pmem\n"
		"  daxbench explain --range 2m:64m --no-observe --json /mnt/pmem/data\n"
		"  daxbench explain --require pmd /dev/dax0.0\n"
		"  daxbench explain --sysroot captured\n"
		"\n"
		"Exit status: 0 explained, 1 observed otherwise than predicted or --require not\n"
		"met, 2 usage, 3 it could not be determined.\n",
	.run = run,
	.sets = sets,
	.n_sets = ARRAY_SIZE(sets),
};
