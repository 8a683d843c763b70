# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --workload pmd-fault --target nowhere --format text | tail -n 1
"$DAXBENCH" run --workload pmd-fault --target nowhere --format text >/dev/null 2>&1
