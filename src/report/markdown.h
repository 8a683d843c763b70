// SPDX-License-Identifier: MIT
// A document as Markdown (GitHub's and GitLab's, with tables): for a comment
// on a pull request or a job summary. Figures become their tables.
#pragma once

#include "base/strbuf.h"
#include "report/doc.h"

void markdown_write(const struct doc *d, struct strbuf *out);
