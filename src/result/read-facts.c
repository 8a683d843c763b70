// SPDX-License-Identifier: MIT
#include "result/read-facts.h"

#include <errno.h>
#include <string.h>

static const char *status_of(int i)
{
	return fact_status_name((enum fact_status)i);
}

static void read_known(struct result *r, const struct json_place *at,
		       const char *key, const char *source, struct facts *to)
{
	struct json_place value = json_member(at, "value");
	struct json_place unit_at = json_member(at, "unit");
	const char *unit = json_get_text_or_null(&unit_at);

	if (at->reading->code)
		return;
	if (json_is_string(value.v))
		facts_text(to, key, source, json_get_text(&value));
	else if (json_is_boolean(value.v))
		facts_bool(to, key, source, json_get_bool(&value));
	else if (unit && strcmp(unit, "bytes") == 0)
		facts_bytes(to, key, source, json_get_count(&value));
	else
		facts_count(to, key, source, json_get_count(&value),
			    result_intern(r, unit));
}

static void read_fact(struct result *r, const struct json_place *at,
		      struct facts *to)
{
	struct json_place key_at = json_member(at, "key");
	struct json_place source_at = json_member(at, "source");
	struct json_place status_at = json_member(at, "status");
	struct json_place reason_at = json_member(at, "reason");
	const char *key = json_get_text(&key_at);
	const char *source = json_get_text(&source_at);
	enum fact_status status = (enum fact_status)json_get_name(
		&status_at, FACT_ERROR + 1, status_of);
	const char *reason = json_get_text_or_null(&reason_at);

	if (status == FACT_KNOWN)
		read_known(r, at, key, source, to);
	else if (!reason)
		json_fail(&reason_at, -EBADMSG,
			  "must say why the value is not known");
	else
		facts_unknown(to, key, source, status, "%s", reason);
}

void read_facts(struct result *r, const struct json_place *list,
		struct facts *to)
{
	size_t n = json_items(list);

	for (size_t i = 0; i < n && !list->reading->code; i++) {
		struct json_place at = json_item(list, i);

		read_fact(r, &at, to);
	}
}
