// SPDX-License-Identifier: MIT
#include "cmd/check-say.h"

#include "base/alloc.h"

void check_say(struct strbuf *out, enum ktap_level level, unsigned number,
	       const char *name, enum check_outcome outcome, const char *reason)
{
	static const char *const directives[] = {
		[CHECK_BROKEN] = "ERROR",    [CHECK_PASS] = NULL,
		[CHECK_FAIL] = NULL,         [CHECK_KNOWN_BUG] = "known bug:",
		[CHECK_TIMEOUT] = "TIMEOUT", [CHECK_SKIP] = "SKIP",
	};

	ktap_result(out, level, !check_outcome_bad(outcome), number, name,
		    directives[outcome], reason);
}

// "pmd (witnessed 2 pmd, 1 pte; 31 ms)"
static char *line_name(const struct check_line *l)
{
	cleanup_strbuf struct strbuf b = { 0 };

	strbuf_printf(&b, "%s (", l->variant);
	if (l->pmd_chunks + l->pte_chunks)
		strbuf_printf(&b, "witnessed %llu pmd, %llu pte; ",
			      (unsigned long long)l->pmd_chunks,
			      (unsigned long long)l->pte_chunks);
	strbuf_printf(&b, "%llu ms)",
		      (unsigned long long)(l->duration_ns / 1000000));
	return strbuf_take(&b);
}

void check_say_line(struct strbuf *out, unsigned number,
		    const struct check_line *l, const struct check_verdict *v)
{
	cleanup_free char *name = line_name(l);

	check_say(out, KTAP_SUBTEST, number, name, v->outcome, v->reason);
	if (v->kernel_log)
		ktap_note(out, KTAP_SUBTEST, v->kernel_log);
}

void check_say_control(struct strbuf *out, const struct check_verdict *on,
		       const struct check_verdict *control)
{
	cleanup_strbuf struct strbuf b = { 0 };

	strbuf_printf(
		&b, "control: %s%s%s%s", check_outcome_name(control->outcome),
		control->reason ? ": " : "",
		control->reason ? control->reason : "",
		check_outcome_bad(on->outcome) &&
				check_outcome_bad(control->outcome)
			? "; fails on the page cache too: not a fault of DAX"
			: "");
	ktap_note(out, KTAP_SUBTEST, strbuf_str(&b));
}
