# SPDX-License-Identifier: MIT
# shellcheck shell=sh
F=$CLI/../compare
"$DAXBENCH" compare --selftest "$F/6.1-ext4-a.json" "$F/6.1-ext4-b.json" | grep -c "^  regressed"
"$DAXBENCH" compare --selftest "$F/6.1-ext4-a.json" "$F/6.1-ext4-b.json" >/dev/null
