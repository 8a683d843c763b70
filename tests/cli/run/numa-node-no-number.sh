# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --workload load --target shmem --numa-node first
