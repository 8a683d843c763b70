// SPDX-License-Identifier: MIT
// A known bug is a failure of that type: readers that only count see it too.
#include "result/junit-check.h"

#include <string.h>

#include "base/attr.h"
#include "base/escape.h"

// How an outcome stands in JUnit; NULL: as nothing, which is a pass.
static const struct {
	const char *outcome, *element;
} elements[] = {
	{ "pass", NULL },           { "fail", "failure" },
	{ "known-bug", "failure" }, { "timeout", "failure" },
	{ "skip", "skipped" },      { "broken", "error" },
};

static const char *element_of(const struct check_line *l)
{
	for (size_t i = 0; i < ARRAY_SIZE(elements); i++)
		if (strcmp(elements[i].outcome, l->outcome) == 0)
			return elements[i].element;
	return "error";
}

static size_t count(const struct check_document *d, char group,
		    const char *element)
{
	size_t n = 0;

	for (size_t i = 0; i < d->n; i++) {
		const char *is = element_of(&d->lines[i]);

		n += d->lines[i].id[0] == group &&
		     (!element || (is && strcmp(is, element) == 0));
	}
	return n;
}

static void attribute(struct strbuf *out, const char *name, const char *value)
{
	strbuf_printf(out, " %s=\"", name);
	escape_xml(out, value);
	strbuf_putc(out, '"');
}

static void put_case(const struct check_line *l, struct strbuf *out)
{
	const char *element = element_of(l);

	strbuf_puts(out, "  <testcase");
	strbuf_printf(out, " classname=\"daxbench.check.%c\"", l->id[0]);
	strbuf_printf(out, " name=\"%s %s\"", l->id, l->variant);
	strbuf_printf(out, " time=\"%.3f\">\n", (double)l->duration_ns / 1e9);
	if (element) {
		strbuf_printf(out, "   <%s", element);
		if (strcmp(element, "skipped") != 0)
			attribute(out, "type", l->outcome);
		attribute(out, "message", l->reason ? l->reason : "");
		strbuf_puts(out, "/>\n");
	}
	strbuf_puts(out, "   <system-out>");
	escape_xml(out, l->statement);
	strbuf_printf(out, "; witnessed %llu pmd, %llu pte",
		      (unsigned long long)l->pmd_chunks,
		      (unsigned long long)l->pte_chunks);
	if (l->control_outcome)
		strbuf_printf(out, "; control: %s", l->control_outcome);
	strbuf_puts(out, "</system-out>\n");
	if (l->kernel_log) {
		strbuf_puts(out, "   <system-err>");
		escape_xml(out, l->kernel_log);
		strbuf_puts(out, "</system-err>\n");
	}
	strbuf_puts(out, "  </testcase>\n");
}

static void put_suite(const struct check_document *d, char group,
		      struct strbuf *out)
{
	strbuf_printf(
		out,
		" <testsuite name=\"daxbench.check.%c\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\">\n",
		group, count(d, group, NULL), count(d, group, "failure"),
		count(d, group, "error"), count(d, group, "skipped"));
	for (size_t i = 0; i < d->n; i++)
		if (d->lines[i].id[0] == group)
			put_case(&d->lines[i], out);
	strbuf_puts(out, " </testsuite>\n");
}

// A run that ended early says so: without it the missing cases would pass.
static void put_status(const struct check_document *d, struct strbuf *out)
{
	if (strcmp(d->status, "complete") == 0)
		return;
	strbuf_puts(
		out,
		" <testsuite name=\"daxbench.check\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">\n"
		"  <testcase classname=\"daxbench.check\" name=\"status\">\n"
		"   <error");
	attribute(out, "type", d->status);
	attribute(out, "message", d->error ? d->error : d->status);
	strbuf_puts(out, "/>\n  </testcase>\n </testsuite>\n");
}

void check_junit(const struct check_document *d, struct strbuf *out)
{
	strbuf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			 "<testsuites name=\"daxbench check\">\n");
	put_status(d, out);
	for (size_t i = 0; i < d->n; i++)
		if (i == 0 || d->lines[i].id[0] != d->lines[i - 1].id[0])
			put_suite(d, d->lines[i].id[0], out);
	strbuf_puts(out, "</testsuites>\n");
}
