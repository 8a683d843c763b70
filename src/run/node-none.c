// SPDX-License-Identifier: MIT
// Of a build without libnuma: why no node can be kept to.
#include <errno.h>

#include "run/node.h"

int node_enter(unsigned node, struct node_hold *hold ATTR_UNUSED,
	       struct error *err)
{
	error_set(err, -EOPNOTSUPP, "--numa-node %u: built without libnuma",
		  node);
	error_hint(
		err,
		"install libnuma's development files and configure with --with-libnuma=yes, or use --pin with CPUs of that node");
	return -EOPNOTSUPP;
}

void node_leave(const struct node_hold *hold ATTR_UNUSED)
{
}

int node_move(unsigned node, void *at ATTR_UNUSED, size_t len ATTR_UNUSED,
	      struct error *err)
{
	struct node_hold unused;

	return node_enter(node, &unused, err);
}
