# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" report --format csv --compare "$CLI/report/results/6.1-ext4.json" "$CLI/report/results/6.1-xfs.json"
