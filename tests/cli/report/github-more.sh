# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" report --format github --direction more "$CLI/report/results/6.1-ext4.json"
