# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --workload pmd-fault --target shmem --expect any \
	--size 2m --repeat 1 | sed -n '2,5p; /^ "status"/p; /^ "error"/p'
