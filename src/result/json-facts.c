// SPDX-License-Identifier: MIT
#include "result/json-facts.h"

#include <jansson.h>

#include "result/json-util.h"

static json_t *value_of(const struct fact *fact)
{
	if (fact->status != FACT_KNOWN)
		return json_null();
	switch (fact->type) {
	case FACT_TEXT:
		return json_text(fact->text);
	case FACT_BOOL:
		return json_boolean(fact->number != 0);
	case FACT_COUNT:
	case FACT_BYTES:
		break;
	}
	return json_count(fact->number);
}

static json_t *of_fact(const struct fact *fact)
{
	bool known = fact->status == FACT_KNOWN;
	bool unit = known && fact->unit && fact->unit[0];
	json_t *o = json_object();

	json_put(o, "key", json_text(fact->key));
	json_put(o, "value", value_of(fact));
	json_put(o, "unit", unit ? json_text(fact->unit) : json_null());
	json_put(o, "source", json_text(fact->source));
	json_put(o, "status", json_text(fact_status_name(fact->status)));
	json_put(o, "reason", known ? json_null() : json_text(fact->reason));
	return o;
}

json_t *json_of_facts(const struct facts *facts)
{
	json_t *list = json_array();

	facts_for_each (it, facts)
		json_push(list, of_fact(it));
	return list;
}

void json_print_facts(const struct facts *facts, struct strbuf *out)
{
	json_t *doc = json_object();

	json_put(doc, "schema", json_schema("daxbench-facts", 1));
	json_put(doc, "tool", json_tool());
	json_put(doc, "facts", json_of_facts(facts));
	json_print(doc, out);
	json_decref(doc);
}
