# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What is no result is left out aloud.
mkdir results
cp "$CLI/report/results/6.1-ext4.json" results/a.json
"$DAXBENCH" list --format json >results/list.json
"$DAXBENCH" report results | sed -n 1p
rm -r results
