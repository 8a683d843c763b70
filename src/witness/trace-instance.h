// SPDX-License-Identifier: MIT
// A tracefs instance of our own: its buffer and its events are nobody else's,
// and removing it undoes everything. Needs root and a mounted tracefs; mounts
// nothing and loads nothing.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/error.h"
#include "base/sysroot.h"

struct trace_instance {
	char *dir; // NULL: none
};

// -ENOENT without tracefs, -EACCES without the privilege; err says what helps.
int trace_instance_open(struct trace_instance *t, const struct sysroot *sr,
			struct error *err) ATTR_MUST_CHECK;
// Tracing off and the instance removed. Safe on one that was never opened.
void trace_instance_close(struct trace_instance *t);

bool trace_instance_has(const struct trace_instance *t, const char *file);
// `file` is relative to the instance, "events/fs_dax/…/enable".
int trace_instance_write(const struct trace_instance *t, const char *file,
			 const char *text, struct error *err) ATTR_MUST_CHECK;
// Every thread of this process, and those they will start.
int trace_instance_only_us(const struct trace_instance *t,
			   const struct sysroot *sr,
			   struct error *err) ATTR_MUST_CHECK;
// Descriptor of the `trace` file, the caller closes it before the instance.
int trace_instance_read(const struct trace_instance *t) ATTR_MUST_CHECK;
