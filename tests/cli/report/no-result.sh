# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" report
