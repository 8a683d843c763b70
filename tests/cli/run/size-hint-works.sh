# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What the message tells to type is taken.
size=$("$DAXBENCH" run --workload pmd-fault --size 3m 2>&1 |
	sed -n 's/.*use --size //p')
"$DAXBENCH" run --workload pmd-fault --target shmem --expect any \
	--size "$size" --repeat 1 --format text | sed -n 's/ of unwritten.*//p'
