# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --target shmem --expect any --workload write --block-size 1g
