# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" inspect --help
