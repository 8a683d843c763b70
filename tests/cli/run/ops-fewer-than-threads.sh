# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --workload load --target shmem --ops 3 --threads 4
