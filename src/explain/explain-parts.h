// SPDX-License-Identifier: MIT
// What explaining a file of this machine and a recorded one have in common.
#pragma once

#include <sys/stat.h>

#include "explain/explain.h"
#include "explain/record.h"
#include "explain/subject.h"

// Each fills x up to its counts.
int explain_live(struct explanation *x, const struct explain_request *r,
		 const struct sysroot *sr, struct error *err) ATTR_MUST_CHECK;
int explain_recorded(struct explanation *x, const struct explain_request *r,
		     const struct sysroot *sr,
		     struct error *err) ATTR_MUST_CHECK;

bool explain_is_device(const struct stat *st, const struct sysroot *sr);
int explain_device(struct explanation *x, const struct explain_request *r,
		   const struct sysroot *sr, struct error *err) ATTR_MUST_CHECK;
// The scene of a device that was recorded.
int explain_gather_device(struct scene *s, const struct record *record,
			  struct error *err) ATTR_MUST_CHECK;

// Of this machine, the scene filled: predict, touch where it does no harm,
// compare, record.
int explain_conclude(struct explanation *x, const struct explain_request *r,
		     struct subject *subject,
		     struct error *err) ATTR_MUST_CHECK;

// The range as file offsets of the mapping.
int explain_set_range(struct scene *s, const struct explain_request *r,
		      struct error *err) ATTR_MUST_CHECK;
// A line of the record holds the path.
int explain_check_recordable(const struct scene *s,
			     struct error *err) ATTR_MUST_CHECK;
int explain_predict(struct explanation *x, const struct subject *subject,
		    struct error *err) ATTR_MUST_CHECK;
