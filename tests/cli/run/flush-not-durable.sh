# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The way decides what the engine promises.
"$DAXBENCH" list --verbose | grep 'built without libpmem' && exit 77
"$DAXBENCH" run --workload persist --engine pmem --flush nodrain --target shmem
