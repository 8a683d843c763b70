// SPDX-License-Identifier: MIT
// A document before it has a format: sections, paragraphs, tables, figures
// with their tables. HTML and Markdown are written from it. Texts are copied
// and raw.
#pragma once

#include <stddef.h>

#include "base/attr.h"
#include "base/cleanup.h"
#include "report/figure.h"
#include "report/sheet.h"

enum block_kind {
	BLOCK_SECTION,
	BLOCK_TEXT,
	BLOCK_SHEET,
	BLOCK_FIGURE,
};

struct block {
	enum block_kind kind;
	char *text; // heading, paragraph, caption of a sheet
	char *id;   // of a section: [a-z-]+
	enum tone tone;
	bool folded;        // a sheet that is long and seldom wanted
	struct sheet sheet; // of a figure: the same numbers
	struct figure *figure;
};

struct doc {
	char *title;
	struct block *v;
	size_t n;
};

void doc_release(struct doc *d);
void doc_section(struct doc *d, const char *id, const char *title);
void doc_text(struct doc *d, enum tone tone, const char *fmt, ...)
	ATTR_PRINTF(3, 4);
// Both take over what they are given.
void doc_sheet(struct doc *d, const char *caption, bool folded,
	       struct sheet *sheet);
void doc_figure(struct doc *d, struct figure *figure, struct sheet *sheet);

DEFINE_CLEANUP(doc, struct doc, doc_release)
#define cleanup_doc CLEANUP(doc_cleanup_)
