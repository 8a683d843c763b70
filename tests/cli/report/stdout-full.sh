# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" report "$CLI/report/results" >/dev/full
