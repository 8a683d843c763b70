# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Nothing is mapped that could be expected.
"$DAXBENCH" run --workload read --target shmem --expect pmd
