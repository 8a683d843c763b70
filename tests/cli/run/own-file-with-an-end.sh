# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --target shmem --workload pmd-fault --eof-inside --share own-file
