// SPDX-License-Identifier: MIT
// NUMA nodes: keeping workers and their memory to one (needs libnuma), and
// looking where they turned out to be (needs nothing).
#pragma once

#include <sched.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/error.h"
#include "base/fact.h"

// What a thread had before it was kept to a node.
struct node_hold {
	cpu_set_t cpus;
	int policy;
	unsigned long mask[16];
};

// The calling thread, and those it starts from now on, run on the node's CPUs
// and get their memory from it alone. -EOPNOTSUPP: this build or machine
// cannot.
int node_enter(unsigned node, struct node_hold *hold,
	       struct error *err) ATTR_MUST_CHECK;
// As it was before node_enter().
void node_leave(const struct node_hold *hold);
// Pages that may have been there before are moved to the node.
int node_move(unsigned node, void *at, size_t len,
	      struct error *err) ATTR_MUST_CHECK;

// Nodes seen, a bit each; the last says that somebody could not tell, or that
// one has a number that has no bit.
typedef uint64_t node_set;
#define NODE_SET_UNKNOWN (UINT64_C(1) << 63)

node_set node_of_cpu(void);
// The page must be there: one that is not would be made so.
node_set node_of_page(const void *page);
// As a list, "0,1", or unknown with the reason.
void node_set_fact(node_set set, struct facts *f, const char *key,
		   const char *source);
