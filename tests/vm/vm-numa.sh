#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-numa.sh - --numa-node puts workers and buffers where it says, in a machine
# of two nodes, the pmem on the second

# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

plan 9
"$DAXBENCH_BIN" --version 2>/dev/null | grep -q '+libnuma' ||
	skip_all "DAXBENCH_BIN is not a daxbench with libnuma"
need_vm ""

run_vm -q --cpus 2 --numa-nodes 2 --copy "$top_srcdir/tests/vm/guest-numa.sh" --raw-command \
	--output "$tmp/" -- guest-numa.sh
is "$status" 0 "a machine of two nodes boots, and its kernel has no complaint"

# fact FILE KEY: the value, of the target or of the run
fact()
{
	jq -r --arg key "$2" '[.target.facts[], .runs[].parameters[]] |
		map(select(.key == $key)) | .[0].value' "$tmp/$1.json"
}

for node in 0 1; do
	is "$(fact node$node numa.workers)" $node "workers ran on node $node"
	is "$(fact node$node numa.buffers)" $node "their buffers were on node $node"
done
is "$(fact node0 block.numa_node)" 1 "the pmem is on node 1"
is "$(fact pinned numa.workers)" 1 "a CPU that was asked for is where the worker ran"
is "$(cat "$tmp/node7.status")" 3 "a node that is not there is no answer"
ok "$(grep -c 'no such node' "$tmp/node7.err")" "the reason is said"
done_testing
