# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" compare --allow fs,clock a b
