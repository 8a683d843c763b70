# SPDX-License-Identifier: MIT
# shellcheck shell=sh
mkdir d
"$DAXBENCH" run --workload pmd-fault --target control:d --expect any \
	--size 4m --repeat 2 --format text >out
status=$?
sed -n '/^  expected /p' out
rm out
rmdir d && exit $status
