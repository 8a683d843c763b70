// SPDX-License-Identifier: MIT
#include "cmd/compare-export.h"

#include <errno.h>

#include "base/alloc.h"
#include "result/export.h"

static size_t put_sides(const struct export_format *format,
			const struct result_set *base,
			const struct result_set *new, enum direction direction,
			struct strbuf *out)
{
	cleanup_free const struct result **all =
		xcalloc(base->n + new->n + 1, sizeof(*all));
	struct export_input input = { .results = all, .direction = direction };

	for (size_t i = 0; i < base->n; i++)
		all[input.n++] = &base->v[i].result;
	for (size_t i = 0; i < new->n; i++)
		all[input.n++] = &new->v[i].result;
	return format->write(&input, out);
}

int compare_export(const char *format, enum direction direction,
		   const struct comparison *c, const struct result_set *base,
		   const struct result_set *new, struct strbuf *out,
		   struct error *err)
{
	const struct export_format *to = export_find(format);
	struct export_verdict input = { c, direction };
	size_t n = to->write_verdict ? to->write_verdict(&input, out)
				     : put_sides(to, base, new, direction, out);

	return n ? 0
		 : error_set(err, -ENODATA, "%s: there is nothing to write: %s",
			     to->name, c->reason);
}
