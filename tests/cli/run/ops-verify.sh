# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --workload store --target shmem --ops 3 --verify
