# SPDX-License-Identifier: MIT
# shellcheck shell=sh
F=$CLI/../compare
"$DAXBENCH" noise --format text "$F/6.1-ext4-a.json" "$F/6.1-ext4-b.json"
