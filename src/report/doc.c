// SPDX-License-Identifier: MIT
#include "report/doc.h"

#include <stdlib.h>

#include "base/alloc.h"

void doc_release(struct doc *d)
{
	for (size_t i = 0; i < d->n; i++) {
		free(d->v[i].text);
		free(d->v[i].id);
		sheet_release(&d->v[i].sheet);
		figure_free(d->v[i].figure);
	}
	free(d->v);
	free(d->title);
	*d = (struct doc){ 0 };
}

static struct block *add(struct doc *d, enum block_kind kind)
{
	d->v = xreallocarray(d->v, d->n + 1, sizeof(*d->v));
	d->v[d->n] = (struct block){ .kind = kind };
	return &d->v[d->n++];
}

void doc_section(struct doc *d, const char *id, const char *title)
{
	struct block *b = add(d, BLOCK_SECTION);

	b->id = xstrdup(id);
	b->text = xstrdup(title);
}

void doc_text(struct doc *d, enum tone tone, const char *fmt, ...)
{
	struct block *b = add(d, BLOCK_TEXT);
	va_list ap;

	b->tone = tone;
	va_start(ap, fmt);
	b->text = xvasprintf(fmt, ap);
	va_end(ap);
}

void doc_sheet(struct doc *d, const char *caption, bool folded,
	       struct sheet *sheet)
{
	struct block *b = add(d, BLOCK_SHEET);

	b->text = xstrdup(caption);
	b->folded = folded;
	b->sheet = *sheet;
	*sheet = (struct sheet){ 0 };
}

void doc_figure(struct doc *d, struct figure *figure, struct sheet *sheet)
{
	struct block *b = add(d, BLOCK_FIGURE);

	axis_settle(&figure->x);
	axis_settle(&figure->y);
	b->figure = figure;
	b->sheet = *sheet;
	*sheet = (struct sheet){ 0 };
}
