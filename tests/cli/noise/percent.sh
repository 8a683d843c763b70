# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" noise --confidence 100 x
