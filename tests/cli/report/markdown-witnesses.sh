# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" report "$CLI/report/results/6.12-xfs.json" |
	sed -n '/^Witnesses of pmd/,/^Witnesses of pte/p'
