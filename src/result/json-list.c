// SPDX-License-Identifier: MIT
#include "result/json-list.h"

#include <jansson.h>

#include "base/alloc.h"
#include "result/json-util.h"

void listing_release(struct listing *l)
{
	for (size_t i = 0; i < l->n; i++) {
		for (size_t d = 0; d < l->v[i].n_details; d++)
			free(l->v[i].details[d].value);
		free(l->v[i].details);
		for (size_t o = 0; o < l->v[i].n_options; o++) {
			free(l->v[i].options[o].takes);
			free(l->v[i].options[o].fallback);
		}
		free(l->v[i].options);
	}
	free(l->v);
	*l = (struct listing){ 0 };
}

void listing_add(struct listing *l, const char *group, const char *name,
		 const char *summary)
{
	l->v = xreallocarray(l->v, l->n + 1, sizeof(*l->v));
	l->v[l->n++] = (struct listing_entry){ .group = group,
					       .name = name,
					       .summary = summary };
}

void listing_detail(struct listing *l, const char *key, const char *value)
{
	struct listing_entry *e = &l->v[l->n - 1];

	if (!value)
		return;
	e->details = xreallocarray(e->details, e->n_details + 1,
				   sizeof(*e->details));
	e->details[e->n_details++] =
		(struct listing_detail){ key, xstrdup(value) };
}

void listing_option(struct listing *l, const char *name, const char *takes,
		    const char *unit, const char *fallback)
{
	struct listing_entry *e = &l->v[l->n - 1];

	e->options = xreallocarray(e->options, e->n_options + 1,
				   sizeof(*e->options));
	e->options[e->n_options++] =
		(struct listing_option){ name, xstrdup(takes), unit,
					 xstrdup(fallback) };
}

static json_t *of_options(const struct listing_entry *e)
{
	json_t *list = json_array();

	for (size_t i = 0; i < e->n_options; i++) {
		json_t *o = json_object();

		json_put(o, "option", json_text(e->options[i].name));
		json_put(o, "takes", json_text(e->options[i].takes));
		json_put(o, "unit", json_text(e->options[i].unit));
		json_put(o, "default", json_text(e->options[i].fallback));
		json_push(list, o);
	}
	return list;
}

static json_t *of_entry(const struct listing_entry *e)
{
	json_t *o = json_object(), *details = json_object();

	json_put(o, "name", json_text(e->name));
	json_put(o, "summary", json_text(e->summary));
	for (size_t d = 0; d < e->n_details; d++)
		json_put(details, e->details[d].key,
			 json_text(e->details[d].value));
	json_put(o, "details", details);
	if (e->n_options)
		json_put(o, "options", of_options(e));
	return o;
}

void listing_json(const struct listing *l, struct strbuf *out)
{
	json_t *doc = json_object();

	json_put(doc, "schema", json_schema("daxbench-list", 1));
	json_put(doc, "tool", json_tool());
	for (size_t i = 0; i < l->n; i++) {
		json_t *group = json_object_get(doc, l->v[i].group);

		if (!group) {
			group = json_array();
			json_put(doc, l->v[i].group, group);
		}
		json_push(group, of_entry(&l->v[i]));
	}
	json_print(doc, out);
	json_decref(doc);
}
