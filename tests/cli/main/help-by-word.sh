# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" help >by-word
"$DAXBENCH" --help >by-option
"$DAXBENCH" -h >by-letter
cmp by-word by-option && cmp by-word by-letter && rm by-*
