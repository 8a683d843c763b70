// SPDX-License-Identifier: MIT
// daxbench check: the semantic cases, as KTAP while they run and as a
// document.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/interrupt.h"
#include "base/ktap.h"
#include "base/outfile.h"
#include "check/check.h"
#include "check/kmsg.h"
#include "cmd/check-choice.h"
#include "cmd/check-say.h"
#include "cmd/check-text.h"
#include "cmd/cmd.h"
#include "cmd/stdio-close.h"
#include "explain/forecast.h"
#include "platform/cpuinfo.h"
#include "platform/kernel.h"
#include "platform/platform.h"
#include "result/json-check.h"
#include "result/junit-check.h"
#include "target/target.h"

struct params {
	const char *group, *case_ids, *target, *control, *output, *junit;
	uint64_t timeout, seed;
	int format;
	bool list, dangerous, destroy_data;
};

enum { FORMAT_KTAP, FORMAT_JSON, FORMAT_MAN };
static const char *const formats[] = { "ktap", "json", "man", NULL };

#define AT(field) offsetof(struct params, field)

static const struct option_row what_rows[] = {
	{ "group", 'g', OPTION_TEXT, AT(group), .label = "G[,G…]",
	  .help = "groups, by letter (default: all)" },
	{ "case", 'c', OPTION_TEXT, AT(case_ids), .label = "ID[,ID…]",
	  .help = "cases; E3 stands for all its parts, E3-write for one" },
	{ "target", 't', OPTION_TEXT, AT(target), .label = "TARGET",
	  .help = "directory on a DAX mount, /dev/daxN.M, or control:DIR; without: search for a DAX mount" },
	{ "destroy-data", 0, OPTION_FLAG, AT(destroy_data),
	  .help = "stores to a device are allowed: what it held is lost" },
	{ "control", 0, OPTION_TEXT, AT(control), .label = "DIR",
	  .help = "run each case also on a page-cache file there: what fails on both is not DAX" },
	{ "dangerous", 0, OPTION_FLAG, AT(dangerous),
	  .help = "also run what can disturb others; says first what that is" },
};

static const struct option_row how_rows[] = {
	{ "timeout", 0, OPTION_COUNT, AT(timeout), "0", 0, 3600, .label = "S",
	  .help = "limit in seconds for each case instead of its own" },
	{ "seed", 0, OPTION_COUNT, AT(seed), "1", 0, INT64_MAX, .label = "N",
	  .help = "of everything random" },
};

static const struct option_row out_rows[] = {
	{ "list", 'l', OPTION_FLAG, AT(list),
	  .help = "only say which cases there are" },
	{ "output", 'o', OPTION_TEXT, AT(output), .label = "FILE",
	  .help = "write the JSON document there, whole or not at all" },
	{ "junit", 0, OPTION_TEXT, AT(junit), .label = "FILE",
	  .help = "write the same as JUnit there" },
	{ "format", 'f', OPTION_CHOICE, AT(format), "ktap", .choices = formats,
	  .help = "of standard output; man is for --list" },
};

static const struct option_set sets[] = {
	{ "what", what_rows, ARRAY_SIZE(what_rows) },
	{ "how", how_rows, ARRAY_SIZE(how_rows) },
	{ "output", out_rows, ARRAY_SIZE(out_rows) },
};

struct session {
	struct params p;
	struct sysroot sr;
	struct geometry geo;
	struct target target, control;
	struct forecaster *forecaster;
	struct check_setting on, on_control;
	struct outfile out, junit;
	char *release;
	struct facts platform;
	const struct check_case **cases; // chosen, in order
	size_t n_cases;
	struct check_document doc;
	struct check_verdict *verdicts; // two a line: target, control
	unsigned passed, bad;
};

static void session_release(struct session *s)
{
	for (size_t i = 0; i < 2 * s->doc.n; i++)
		check_verdict_release(&s->verdicts[i]);
	free(s->verdicts);
	free(s->doc.lines);
	free(s->cases);
	free(s->release);
	facts_release(&s->platform);
	if (s->on.kmsg >= 0)
		(void)close(s->on.kmsg);
	target_close(&s->target);
	target_close(&s->control);
	forecaster_free(s->forecaster);
	outfile_release(&s->out);
	outfile_release(&s->junit);
}
DEFINE_CLEANUP(session, struct session, session_release)

static int list(const struct session *s)
{
	cleanup_strbuf struct strbuf text = { 0 };

	if (s->p.format == FORMAT_JSON) {
		CLEANUP(listing_cleanup_) struct listing l = { 0 };

		check_list_entries(s->cases, s->n_cases, &l);
		listing_json(&l, &text);
	} else if (s->p.format == FORMAT_MAN)
		check_list_man(s->cases, s->n_cases, &text);
	else
		check_list_text(s->cases, s->n_cases, &text);
	stdio_write(text.s, text.len);
	return EXIT_YES;
}

static void set_up(const struct session *s, struct check_setting *on,
		   const struct target *t)
{
	const char *fs = facts_get_text(&t->facts, "mount.fs_type");
	const bool device = target_is_device(t);
	unsigned major = 0, minor = 0;

	if (s->release)
		(void)sscanf(s->release, "%u.%u", &major, &minor);
	*on = (struct check_setting){
		.directory = t->path,
		.fs = device ? "none"
		      : fs   ? fs
			     : "unknown",
		.page_cache = !device && strcmp(t->cls->name, "fsdax") != 0,
		.device = device ? t->path : NULL,
		.align = t->only == PAGE_SIZE_PTE
				 ? t->geo.page_bytes
				 : geometry_chunk_bytes(&t->geo),
		.capacity = t->capacity,
		.geo = s->geo,
		.kernel = KERNEL(major, minor),
		.timeout = (unsigned)s->p.timeout,
		.seed = s->p.seed,
		.dangerous = s->p.dangerous,
		.kmsg = -1,
	};
}

static int open_targets(struct session *s, struct error *err)
{
	int rc = target_open(&s->target, s->p.target, &s->sr, &s->geo, err);
	struct error unused = { 0 };

	if (rc < 0)
		return rc;
	if (!s->target.path[0]) {
		error_usage(err, "--target %s: cases need a directory",
			    s->target.spec);
		error_hint(err,
			   "use a directory on a DAX mount, or control:DIR");
		return -EINVAL;
	}
	if (target_is_device(&s->target)) {
		rc = target_allow_stores(&s->target, s->p.destroy_data, err);
		if (rc == 0 && s->p.control)
			rc = error_usage(err,
					 "--control: a device has no control");
		if (rc < 0)
			return rc;
	}
	set_up(s, &s->on, &s->target);
	s->on.lent_cpu = cpuinfo_emulated(&s->sr) &&
			 clock_probe(&s->sr) == CLOCK_KIND_WALL;
	// Cases make their own files, and some unmount the file system.
	(void)close(s->target.fd);
	s->target.fd = -1;
	// Cases that need it then say that it is missing.
	if (!s->on.page_cache && !s->on.device)
		(void)!forecaster_open(&s->forecaster, s->target.path,
				       &s->target.facts, &s->geo, &s->sr,
				       &unused);
	s->on.forecaster = s->forecaster;
	s->on.kmsg = kmsg_open();
	if (!s->p.control)
		return 0;
	cleanup_free char *spec = xasprintf("control:%s", s->p.control);
	rc = target_open(&s->control, spec, &s->sr, &s->geo, err);
	if (rc == 0)
		set_up(s, &s->on_control, &s->control);
	return rc;
}

static void emit(const struct session *s, struct strbuf *text)
{
	if (s->p.format == FORMAT_KTAP && text->len) {
		stdio_write(text->s, text->len);
		(void)fflush(stdout);
	}
	strbuf_reset(text);
}

// What a broken kernel says of any case means nothing, and what it says of a
// process that an earlier one left nothing of a later one.
static void heed(struct session *s, const struct check_case *c,
		 const struct check_verdict *v)
{
	if (v->kernel_broken && !s->on.broken_by)
		s->on.broken_by = s->on_control.broken_by = c->id;
	if (v->stuck && !s->on.stuck_by)
		s->on.stuck_by = s->on_control.stuck_by = c->id;
}

static enum check_outcome run_variant(struct session *s,
				      const struct check_case *c,
				      enum check_variant variant,
				      unsigned number, struct strbuf *out)
{
	size_t n = s->doc.n++;

	s->doc.lines =
		xreallocarray(s->doc.lines, n + 1, sizeof(*s->doc.lines));
	s->verdicts =
		xreallocarray(s->verdicts, 2 * (n + 1), sizeof(*s->verdicts));
	struct check_verdict *v = &s->verdicts[2 * n], *control = v + 1;

	*control = (struct check_verdict){ 0 };
	check_run(c, variant, &s->on, v);
	heed(s, c, v);
	struct check_line *l = &s->doc.lines[n];
	*l = (struct check_line){
		.id = c->id,
		.statement = c->statement,
		.reference = c->reference,
		.proof = c->proof,
		.variant = check_variant_name(variant),
		.outcome = check_outcome_name(v->outcome),
		.reason = v->reason,
		.kernel_log = v->kernel_log,
		.pmd_chunks = v->pmd_chunks,
		.pte_chunks = v->pte_chunks,
		.duration_ns = v->duration_ns,
	};
	check_say_line(out, number, l, v);
	if (s->p.control && !c->dax_only && v->outcome != CHECK_SKIP &&
	    !interrupt_pending()) {
		check_run(c, variant, &s->on_control, control);
		l->control_outcome = check_outcome_name(control->outcome);
		l->control_reason = control->reason;
		check_say_control(out, v, control);
	}
	return v->outcome;
}

// The worst variant is the case's; passed if one passed and none is bad.
static bool worse(enum check_outcome a, enum check_outcome b)
{
	static const int rank[] = {
		[CHECK_SKIP] = 0,   [CHECK_PASS] = 1,    [CHECK_KNOWN_BUG] = 2,
		[CHECK_BROKEN] = 3, [CHECK_TIMEOUT] = 4, [CHECK_FAIL] = 5,
	};

	return rank[a] > rank[b];
}

static void run_case(struct session *s, const struct check_case *c,
		     unsigned number)
{
	cleanup_strbuf struct strbuf out = { 0 };
	enum check_outcome outcome = CHECK_SKIP;
	size_t first = s->doc.n, at = first;
	unsigned sub = 0;

	ktap_begin(&out, KTAP_SUBTEST,
		   (unsigned)__builtin_popcount(c->variants));
	for (unsigned bit = CHECK_PMD; bit <= CHECK_ANY; bit <<= 1) {
		if (!(c->variants & bit) || interrupt_pending())
			continue;
		enum check_outcome o =
			run_variant(s, c, (enum check_variant)bit, ++sub, &out);
		if (worse(o, outcome)) {
			outcome = o;
			at = s->doc.n - 1;
		}
	}
	cleanup_free char *name = xasprintf("%s %s", c->id, c->statement);
	const char *reason = s->doc.n > first && outcome != CHECK_PASS
				     ? s->verdicts[2 * at].reason
				     : NULL;
	if (interrupt_pending()) {
		emit(s, &out);
		return;
	}
	check_say(&out, KTAP_TEST, number, name, outcome, reason);
	s->passed += outcome == CHECK_PASS;
	s->bad += check_outcome_bad(outcome);
	emit(s, &out);
}

static void head(struct session *s)
{
	cleanup_strbuf struct strbuf out = { 0 };
	cleanup_strbuf struct strbuf note = { 0 };

	ktap_begin(&out, KTAP_TEST, (unsigned)s->n_cases);
	strbuf_printf(
		&note,
		"target %s %s (%s%s), kernel %s, seed %llu, kernel log %s",
		s->target.cls->name, s->target.path, s->on.fs,
		s->target.found ? ", found by search" : "",
		s->release ? s->release : "unknown",
		(unsigned long long)s->p.seed,
		s->on.kmsg >= 0 ? "watched" : "not readable");
	ktap_note(&out, KTAP_TEST, strbuf_str(&note));
	emit(s, &out);
	for (size_t i = 0; i < s->n_cases && s->p.dangerous; i++)
		if (check_danger(s->cases[i], &s->on))
			fprintf(stderr, "daxbench: %s %s\n", s->cases[i]->id,
				s->cases[i]->danger);
}

static int finish(struct session *s, int rc, const struct error *err)
{
	struct check_document *d = &s->doc;
	cleanup_strbuf struct strbuf json = { 0 }, junit = { 0 };
	struct error why = { 0 };

	d->status = rc < 0                ? "failed"
		    : interrupt_pending() ? "interrupted"
					  : "complete";
	d->error = rc < 0 ? err->text : NULL;
	d->kernel_release = s->release;
	d->target_class = s->target.cls ? s->target.cls->name : NULL;
	d->target_path = s->target.path;
	d->fs = s->on.fs;
	d->target_found = s->target.found;
	d->kernel_log_read = s->on.kmsg >= 0;
	d->platform = &s->platform;
	d->target_facts = &s->target.facts;
	d->seed = s->p.seed;
	check_json(d, &json);
	if (s->p.format == FORMAT_JSON)
		stdio_write(json.s, json.len);
	if (s->junit.path)
		check_junit(d, &junit);
	if ((s->out.path &&
	     outfile_commit(&s->out, json.s, json.len, &why) < 0) ||
	    (s->junit.path &&
	     outfile_commit(&s->junit, junit.s, junit.len, &why) < 0))
		return cmd_fail(&why);
	if (rc < 0)
		return cmd_fail(err);
	if (interrupt_pending())
		return EXIT_SIGNAL + interrupt_pending();
	if (s->bad)
		return EXIT_NO;
	return s->passed ? EXIT_YES : EXIT_UNKNOWN;
}

static int check(struct session *s, struct error *err)
{
	interrupt_install();
	geometry_probe(&s->geo, &s->sr);
	if (kernel_release(&s->sr, &s->release) < 0)
		s->release = NULL;
	platform_collect(&s->platform, &s->sr);
	int rc = open_targets(s, err);
	if (rc == 0) {
		head(s);
		for (size_t i = 0; i < s->n_cases && !interrupt_pending(); i++)
			run_case(s, s->cases[i], (unsigned)i + 1);
	}
	return finish(s, rc, err);
}

static int run(const struct command *self, int argc, char **argv)
{
	CLEANUP(session_cleanup_)
	struct session s = {
		.target = { .fd = -1 },
		.control = { .fd = -1 },
		.out = { .fd = -1 },
		.junit = { .fd = -1 },
		.on = { .kmsg = -1 },
	};
	struct error err = { 0 };
	int status;

	if (cmd_parse(self, &s.p, argc, argv, &status) < 0)
		return status;
	if (s.p.output && strcmp(s.p.output, "-") == 0) {
		s.p.output = NULL;
		s.p.format = FORMAT_JSON;
	}
	if (s.p.format == FORMAT_MAN && !s.p.list) {
		error_usage(&err, "--format man is for --list");
		return cmd_fail(&err);
	}
	if (check_choose(s.p.group, s.p.case_ids, &s.cases, &s.n_cases, &err) <
	    0)
		return cmd_fail(&err);
	if (s.p.list)
		return list(&s);
	if ((s.p.output && outfile_open(&s.out, s.p.output, &err) < 0) ||
	    (s.p.junit && outfile_open(&s.junit, s.p.junit, &err) < 0))
		return cmd_fail(&err);
	return check(&s, &err);
}

const struct command cmd_check = {
	.name = "check",
	.synopsis = "[--group G,…] [--case ID,…] [OPTIONS]",
	.summary = "run the semantic cases: does DAX keep what it promises",
	.help = "examples:\n"
		"  daxbench check\n"
		"      all cases on the first writable DAX mount, as KTAP\n"
		"  daxbench check --group E,H --target /mnt/pmem -o result.json\n"
		"      two groups on that mount, with the JSON document in a file\n"
		"  daxbench check --case T2 --control /tmp\n"
		"      one case, and the same in the page cache to compare with\n"
		"\n"
		"Exit status: 0 all passed or were skipped and one passed, 1 a case failed,\n"
		"2 usage, 3 nothing could be determined, 128+n by signal n.\n",
	.run = run,
	.sets = sets,
	.n_sets = ARRAY_SIZE(sets),
	.no_positionals =
		"cases are named by --case and --group, the directory by --target",
};
