# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Nothing is mapped that MAP_SYNC could speak of.
"$DAXBENCH" run --workload read --target shmem --sync
