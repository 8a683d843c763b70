# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" vm --help | head -n 1
