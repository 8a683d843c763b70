# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --workload pmd-fault --extents sparse
