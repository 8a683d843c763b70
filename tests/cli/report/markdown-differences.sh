# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What differs between two boots that differ in the file system only.
"$DAXBENCH" report "$CLI/report/results/6.1-ext4.json" "$CLI/report/results/6.1-xfs.json" |
	sed -n '/^What differs/,/^The same/p' | grep -v -e uuid -e size -e available
