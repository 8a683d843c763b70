# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" report --output all.csv "$CLI/report/results"
sed -n 1p all.csv
wc -l <all.csv
grep -c ',icount,' all.csv
rm all.csv
