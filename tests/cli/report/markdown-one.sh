# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" report --title 'One | boot' "$CLI/report/results/6.1-ext4.json" |
	sed -n '1,/^## Latency/p'
