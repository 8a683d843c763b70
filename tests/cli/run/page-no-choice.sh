# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# pmd-fault is by PMD, or it is not pmd-fault.
"$DAXBENCH" run --workload pmd-fault --target shmem --page pte
