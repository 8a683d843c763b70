# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" explain --sysroot tree --observe
