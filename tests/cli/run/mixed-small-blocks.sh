# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --workload mixed --target shmem --block-size 4
