# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# A page-cache file: pages come singly, however the blocks lie.
mkdir d
"$DAXBENCH" run --workload pmd-fault,pte-fault --target control:d --expect pte \
	--size 4m --repeat 2 --format text >out
status=$?
sed -nE -e 's/^(target +control d) \(.*\)$/\1/p' -e '/^p[mt][de]-fault /p' \
	-e '/^  (mapping|expected) /p' out
rm out
rmdir d && exit $status
