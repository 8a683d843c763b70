# SPDX-License-Identifier: MIT
# shellcheck shell=sh
mkdir there
"$DAXBENCH" run --workload pmd-fault --target shmem --output there
status=$?
rmdir there
exit $status
