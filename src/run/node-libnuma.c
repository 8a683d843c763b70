// SPDX-License-Identifier: MIT
#include <errno.h>
#include <numa.h>
#include <numaif.h>

#include "run/node.h"

static int cannot(struct error *err, unsigned node, const char *why)
{
	error_set(err, -EOPNOTSUPP, "--numa-node %u: %s", node, why);
	error_hint(err, "`daxbench inspect` lists the nodes and their CPUs");
	return -EOPNOTSUPP;
}

static int check(unsigned node, struct error *err)
{
	if (numa_available() < 0)
		return cannot(err, node, "this kernel has no NUMA");
	if (node > (unsigned)numa_max_node() ||
	    !numa_bitmask_isbitset(numa_all_nodes_ptr, node))
		return cannot(err, node, "there is no such node with memory");
	return 0;
}

static struct bitmask *only(unsigned node)
{
	struct bitmask *mask = numa_allocate_nodemask();

	return numa_bitmask_setbit(mask, node);
}

int node_enter(unsigned node, struct node_hold *hold, struct error *err)
{
	int rc = check(node, err);

	if (rc < 0)
		return rc;
	if (sched_getaffinity(0, sizeof(hold->cpus), &hold->cpus) < 0 ||
	    get_mempolicy(&hold->policy, hold->mask, sizeof(hold->mask) * 8,
			  NULL, 0) < 0)
		return error_sys(err, -errno, "--numa-node %u", node);
	if (numa_run_on_node((int)node) < 0)
		return cannot(err, node,
			      "it has no CPU that this process may run on");
	struct bitmask *mask = only(node);
	rc = set_mempolicy(MPOL_BIND, mask->maskp, mask->size + 1);
	int code = -errno;
	numa_bitmask_free(mask);
	if (rc == 0)
		return 0;
	(void)sched_setaffinity(0, sizeof(hold->cpus), &hold->cpus);
	return error_sys(err, code, "--numa-node %u, set_mempolicy", node);
}

void node_leave(const struct node_hold *hold)
{
	(void)sched_setaffinity(0, sizeof(hold->cpus), &hold->cpus);
	(void)set_mempolicy(hold->policy, hold->mask, sizeof(hold->mask) * 8);
}

int node_move(unsigned node, void *at, size_t len, struct error *err)
{
	struct bitmask *mask = only(node);
	long rc = mbind(at, len, MPOL_BIND, mask->maskp, mask->size + 1,
			MPOL_MF_MOVE | MPOL_MF_STRICT);
	int code = -errno;

	numa_bitmask_free(mask);
	return rc == 0 ? 0
		       : error_sys(err, code,
				   "--numa-node %u, mbind of the buffers",
				   node);
}
