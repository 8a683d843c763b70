# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Two kernels on two file systems: who differs, by how much, mapped how.
"$DAXBENCH" report "$CLI/report/results" | sed -n '1p; /^## Workloads/,/^## Latency/p'
