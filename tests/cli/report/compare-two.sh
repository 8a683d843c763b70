# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" report --compare "$CLI/report/results/6.1-ext4.json" "$CLI/report/results/6.1-xfs.json" "$CLI/report/results/6.12-xfs.json"
