// SPDX-License-Identifier: MIT
// What may be found in a file that many threads read, store to, write and cut
// off at once. The file is a row of cells of equal length. What a cell is
// filled with names the cell and the how-manieth store to it that was, so that
// whatever is found later tells where it comes from. A cell is stored to by
// one at a time; everything else happens as it comes.
//
// A store, or a cut, may show in a read unless one that came wholly after it
// was over when the read began. Of what overlaps with the read all may show,
// in any mixture of bytes: no copy promises more.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

// At most so many cells are stored to, or read, at once.
#define CELLS_SPAN 16

struct cells;

// `cell` bytes each, a multiple of 8. All hold store 0; the caller fills them.
struct cells *cells_new(uint64_t size, uint64_t cell, uint64_t seed);
void cells_free(struct cells *c);
uint64_t cells_count(const struct cells *c);

// Begin a store to at most n cells from `first` on: as many as nobody else is
// storing to, without a gap; 0: the first is busy. Fills `to` with what is to
// be stored in them.
size_t cells_store(struct cells *c, uint64_t first, size_t n,
		   unsigned char *to);
// It is over, in whatever way.
void cells_stored(struct cells *c, uint64_t first, size_t n);
// What stands in cell `i` after store `store`.
void cells_stamp(const struct cells *c, uint64_t i, uint32_t store,
		 unsigned char *to);

// Begin to cut the file off before cell `first` and to lengthen it again with
// zeros; waits for another cut. cells_cut_over() ends it.
void cells_cut(struct cells *c, uint64_t first);
void cells_cut_over(struct cells *c);

struct cells_before {
	uint32_t store; // complete
	uint64_t start, end;
	uint64_t cut; // start of the last one that was over, 0: none
};

// What was known when a read, or any other access, began.
struct cells_view {
	uint64_t first;
	size_t n;
	uint64_t now;
	struct cells_before before[CELLS_SPAN];
};

struct cells_finding {
	uint64_t offset;    // in the file
	uint64_t word;      // found there
	bool known;         // as what a store to this cell left
	uint32_t store;     // which
	uint32_t low, high; // those that were legal; low > high: none
	bool cut;           // was a cut in between?
};

// Before the access.
void cells_look(struct cells *c, struct cells_view *view, uint64_t first,
		size_t n);
// After it: false when one of the words is none that may be found.
bool cells_legal(struct cells *c, const struct cells_view *view,
		 const unsigned char *data, size_t len,
		 struct cells_finding *ret);
// Some cell of the view was cut off at some time since: accesses may have met
// the end of the file.
bool cells_were_cut(const struct cells *c, const struct cells_view *view);
void cells_tell(const struct cells_finding *f, struct strbuf *out);
