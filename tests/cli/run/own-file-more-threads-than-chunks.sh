# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --target shmem --workload pmd-fault --size 4m --threads 3 --share own-file
