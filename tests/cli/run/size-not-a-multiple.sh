# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What the hint says to type is another case.
"$DAXBENCH" run --workload pmd-fault --size 3m 2>err
status=$?
sed 's/\(use --size\) .*/\1 SIZE/' err >&2
rm err
exit $status
