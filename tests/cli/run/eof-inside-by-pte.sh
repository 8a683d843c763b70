# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --workload first-touch --page pte --eof-inside
