// SPDX-License-Identifier: MIT
#include "cmd/check-choice.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"

static bool wanted(const struct check_case *c, const char *words)
{
	cleanup_free char *copy = xstrdup(words ? words : "");
	bool yes = false;

	for (char *save = NULL, *w = strtok_r(copy, ",", &save); w;
	     w = strtok_r(NULL, ",", &save))
		yes = yes || check_matches(c, w);
	return yes;
}

// Each word must mean something.
static int check_words(const struct check_case *const *v, size_t n,
		       const char *words, const char *option, bool groups,
		       struct error *err)
{
	cleanup_free char *copy = xstrdup(words ? words : "");

	for (char *save = NULL, *w = strtok_r(copy, ",", &save); w;
	     w = strtok_r(NULL, ",", &save)) {
		bool found = false;

		for (size_t i = 0; i < n; i++)
			found = found || check_matches(v[i], w);
		if (found && (strlen(w) == 1) == groups)
			continue;
		error_usage(err, "--%s: there is no '%s'", option, w);
		error_hint(err, "`daxbench check --list` names them");
		return -EINVAL;
	}
	return 0;
}

int check_choose(const char *groups, const char *case_ids,
		 const struct check_case ***ret_v, size_t *ret_n,
		 struct error *err)
{
	size_t all, n = 0;
	const struct check_case **v = *ret_v = check_sorted(&all);
	int rc = check_words(v, all, groups, "group", true, err);

	if (rc == 0)
		rc = check_words(v, all, case_ids, "case", false, err);
	for (size_t i = 0; i < all && rc == 0; i++)
		if ((!groups && !case_ids) || wanted(v[i], groups) ||
		    wanted(v[i], case_ids))
			v[n++] = v[i];
	*ret_n = n;
	return rc == 0 && !n ? error_usage(err, "no case was chosen") : rc;
}
