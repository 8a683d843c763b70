# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" report --format htm "$CLI/report/results"
