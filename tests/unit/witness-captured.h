// SPDX-License-Identifier: MIT
// Helpers of the witness tests: files under tests/unit/captured and the x86-64
// geometry they were captured with.
#pragma once

#include "base/evidence.h"
#include "base/geometry.h"
#include "base/parse.h"
#include "unit.h"

#define PAGE 4096u
#define CHUNK (512u * PAGE)

static const struct geometry x86 = {
	.page_bytes = PAGE,
	.pmd_bytes = CHUNK,
	.pud_bytes = (uint64_t)CHUNK * 512,
	.pmd_source = "test",
};

// Contents of captured/`name`; empty if there is none.
static inline struct strbuf captured(const char *name)
{
	const char *top = getenv("top_srcdir");
	struct strbuf path = { 0 }, text = { 0 };

	strbuf_printf(&path, "%s/tests/unit/captured/%s", top ? top : ".",
		      name);
	if (sysroot_read(NULL, strbuf_str(&path), &text) < 0)
		strbuf_reset(&text);
	strbuf_release(&path);
	return text;
}

// File `what` of the captured case.
static inline struct strbuf captured_of(const char *which, const char *what)
{
	struct strbuf name = { 0 };

	strbuf_printf(&name, "%s/%s", which, what);
	struct strbuf text = captured(strbuf_str(&name));
	strbuf_release(&name);
	return text;
}

static inline uint64_t captured_addr(const char *which)
{
	struct strbuf text = captured_of(which, "addr");
	uint64_t addr = 0;

	strbuf_rtrim(&text);
	assert_int_equal(parse_hex64(strbuf_str(&text), &addr), 0);
	strbuf_release(&text);
	return addr;
}

#define cleanup_evidence CLEANUP(evidence_release)
