# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --workload pmd-fault --target shmem --expect any \
	--size 2m --repeat 1 --output /dev/full >/dev/null
