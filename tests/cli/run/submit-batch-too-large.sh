# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --workload read --engine uring --iodepth 4 --submit-batch 5 --target shmem
