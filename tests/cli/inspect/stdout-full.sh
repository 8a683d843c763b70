# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" inspect >/dev/full
