#!/bin/sh
# SPDX-License-Identifier: MIT
#
# guest-numa.sh - runs inside a guest of two nodes for vm-numa.sh: workers and
# buffers kept to each of them, to a node that is not there, and to none
for node in 0 1 7; do
	daxbench run --quiet --size 8m --repeat 2 --warmup 0 --workload read --threads 2 \
		--numa-node $node --output node$node.json >/dev/null 2>node$node.err
	echo $? >node$node.status
done
daxbench run --quiet --size 8m --repeat 1 --warmup 0 --workload load --pin 1 --output pinned.json >/dev/null 2>&1
exit 0
