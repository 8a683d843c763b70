# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" report --compare "$CLI/report/results/6.1-ext4.json" --allow moon "$CLI/report/results/6.1-xfs.json"
