# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --workload pte-fault --target shmem --expect any \
	--size 4m --repeat 2 --format text |
	sed -nE -e 's/^(target +[a-z]+) *$/\1/p' -e '/^p[mt][de]-fault /p'
