# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --target shmem --expect any --workload load --engine psync
