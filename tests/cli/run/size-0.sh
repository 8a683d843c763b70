# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What the hint says to type is another case.
"$DAXBENCH" run --workload pmd-fault --size 0 2>err
status=$?
sed 's/\(use --size\) .*/\1 SIZE/' err >&2
rm err
exit $status
