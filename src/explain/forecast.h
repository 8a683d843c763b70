// SPDX-License-Identifier: MIT
// The predictor for those who map files of their own: what their mapping may
// be expected to be, before anything is touched.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "base/fact.h"
#include "base/geometry.h"
#include "base/sysroot.h"

// What is known of a directory and its device; opaque.
struct forecaster;

// `facts` are those of path_facts(). The place of the device in memory is
// calibrated by a file of its own. Fails where files are not DAX.
int forecaster_open(struct forecaster **ret, const char *directory,
		    const struct facts *facts, const struct geometry *geo,
		    const struct sysroot *sr,
		    struct error *err) ATTR_MUST_CHECK;
void forecaster_free(struct forecaster *f);

struct forecast {
	uint64_t chunks;
	uint64_t pmd, pte; // of them, for certain
	char *reason;      // of the first that is not PMD for certain, with
			   // the remedy: a sentence; NULL: all are
};

// Of chunks [from, end) of the open file, as its blocks lie now and to the end
// that it has now, mapped shared at an address of the file's colour. Counts are
// added to those that `ret` has, of other files; the first reason stays.
int forecast_add(const struct forecaster *f, int fd, uint64_t from,
		 uint64_t end, bool write, struct forecast *ret,
		 struct error *err) ATTR_MUST_CHECK;
void forecast_release(struct forecast *f);

DEFINE_CLEANUP_PTR(forecaster, struct forecaster, forecaster_free)
#define cleanup_forecaster CLEANUP(forecaster_cleanup_)
DEFINE_CLEANUP(forecast, struct forecast, forecast_release)
#define cleanup_forecast CLEANUP(forecast_cleanup_)
