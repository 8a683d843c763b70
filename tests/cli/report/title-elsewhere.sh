# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" report --format csv --title x "$CLI/report/results"
