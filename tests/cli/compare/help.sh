# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" compare --help
