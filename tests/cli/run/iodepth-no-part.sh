# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Refused, not ignored.
"$DAXBENCH" run --workload read --target shmem --iodepth 8
