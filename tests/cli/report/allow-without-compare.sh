# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" report --allow fs "$CLI/report/results"
