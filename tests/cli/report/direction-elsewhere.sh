# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" report --format bmf --direction more "$CLI/report/results"
