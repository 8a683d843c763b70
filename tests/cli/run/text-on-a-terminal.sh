# SPDX-License-Identifier: MIT
# shellcheck shell=sh
command -v script >/dev/null || { echo 'script(1) is not installed'; exit 77; }
# shellcheck disable=SC2016	# the inner shell expands
script -qec '"$DAXBENCH" run --workload pmd-fault --target shmem --expect any \
	--size 2m --repeat 1 --quiet' /dev/null | tr -d '\r' |
	sed -nE -e 's/^(target +[a-z]+) *$/\1/p' -e '/^pmd-fault /p'
