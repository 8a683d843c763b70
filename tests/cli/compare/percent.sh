# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" compare --confidence 100 a b
