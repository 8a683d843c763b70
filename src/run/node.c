// SPDX-License-Identifier: MIT
#include "run/node.h"

#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/strbuf.h"

// linux/mempolicy.h
#define MPOL_F_NODE 1ul
#define MPOL_F_ADDR 2ul

static node_set one(unsigned node)
{
	return node < 63 ? UINT64_C(1) << node : NODE_SET_UNKNOWN;
}

node_set node_of_cpu(void)
{
	unsigned cpu, node;

	return syscall(SYS_getcpu, &cpu, &node, NULL) == 0 ? one(node)
							   : NODE_SET_UNKNOWN;
}

node_set node_of_page(const void *page)
{
	int node = -1;
	long rc = syscall(SYS_get_mempolicy, &node, NULL, 0ul, page,
			  MPOL_F_NODE | MPOL_F_ADDR);

	return rc == 0 && node >= 0 ? one((unsigned)node) : NODE_SET_UNKNOWN;
}

void node_set_fact(node_set set, struct facts *f, const char *key,
		   const char *source)
{
	cleanup_strbuf struct strbuf list = { 0 };

	if (set == 0 || set & NODE_SET_UNKNOWN) {
		facts_unknown(
			f, key, source, FACT_UNSUPPORTED,
			"the kernel did not say: it has no NUMA, or the call is not allowed");
		return;
	}
	for (unsigned i = 0; i < 63; i++)
		if (set >> i & 1)
			strbuf_printf(&list, "%s%u", list.len ? "," : "", i);
	facts_text(f, key, source, list.s);
}
