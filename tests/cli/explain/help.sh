# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" explain --help
