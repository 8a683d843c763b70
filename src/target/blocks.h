// SPDX-License-Identifier: MIT
// Bring an open file to a layout: what every class whose target is a file
// does in its prepare().
#pragma once

#include "base/attr.h"
#include "target/target.h"

// What written blocks hold: not zeros, so that a page read back as zero shows.
#define BLOCKS_FILL 0x5a

// Is so much free as stores to what has no blocks yet will want? A SIGBUS in
// the middle would say less.
int blocks_fit(int fd, uint64_t size, struct error *err) ATTR_MUST_CHECK;
// The file is cut to nothing (which drops every mapping, DAX entry and block
// of before), made durable so, and laid out anew. On a full file system:
// -ENOSPC with the sizes.
int blocks_lay(int fd, const struct layout *layout,
	       struct error *err) ATTR_MUST_CHECK;
