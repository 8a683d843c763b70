# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Refused, not ignored.
"$DAXBENCH" run --workload pmd-fault --target shmem --block-size 4k
