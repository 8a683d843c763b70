# SPDX-License-Identifier: MIT
# shellcheck shell=sh
F=$CLI/../compare
"$DAXBENCH" compare "$F/6.1-ext4-a.json" "$F/6.1-xfs.json" | sed "s|$F/||"
"$DAXBENCH" compare "$F/6.1-ext4-a.json" "$F/6.1-xfs.json" >/dev/null
