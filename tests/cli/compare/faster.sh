# SPDX-License-Identifier: MIT
# shellcheck shell=sh
F=$CLI/../compare
"$DAXBENCH" compare "$F/6.12-ext4.json" "$F/6.1-ext4-a.json" | head -n 1
