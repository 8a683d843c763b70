// SPDX-License-Identifier: MIT
#include "result/json-durable.h"

#include "result/json-util.h"

void durable_json(const struct durable_doc *d, struct strbuf *out)
{
	json_t *doc = json_object();

	json_put(doc, "schema", json_schema("daxbench-durable", 1));
	json_put(doc, "tool", json_tool());
	json_put(doc, "directory", json_text(d->directory));
	json_put(doc, "seed", json_count(d->seed));
	json_put(doc, "acknowledged", json_count(d->acknowledged));
	json_put(doc, "found", json_count(d->found));
	json_put(doc, "lost", json_count(d->acknowledged - d->found));
	json_put(doc, "absent", json_count(d->absent));
	json_put(doc, "torn", json_count(d->torn));
	json_put(doc, "foreign", json_count(d->foreign));
	json_put(doc, "beyond", json_count(d->beyond));
	json_print(doc, out);
	json_decref(doc);
}
