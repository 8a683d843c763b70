# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" explain --observe --no-observe x
