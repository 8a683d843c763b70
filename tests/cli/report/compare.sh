# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The verdict stands first, and the base is one of the results shown. The exit
# status is that of the report.
"$DAXBENCH" report --compare "$CLI/report/results/6.1-ext4.json" "$CLI/report/results/6.12-ext4.json" >report.md
echo "exit status $?"
sed -n '/^## /p' report.md
sed -n '/^What decides/,/^<details>/p' report.md | cut -d '|' -f 2-8
sed -n '/^## Workloads/,/^## Latency/{/fault/p}' report.md
rm report.md
