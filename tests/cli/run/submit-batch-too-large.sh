# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" list --verbose | grep 'built without liburing' && exit 77
"$DAXBENCH" run --workload read --engine uring --iodepth 4 --submit-batch 5 --target shmem
