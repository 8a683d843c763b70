# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --workload gup --partner .
