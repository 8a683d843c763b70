# SPDX-License-Identifier: MIT
# shellcheck shell=sh
F=$CLI/../compare
"$DAXBENCH" compare --min-effect 20 "$F/6.1-ext4-a.json" "$F/6.12-ext4.json" | head -n 1
