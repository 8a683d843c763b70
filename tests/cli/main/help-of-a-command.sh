# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" help run >by-word
"$DAXBENCH" run --help >by-option
cmp by-word by-option && rm by-*
