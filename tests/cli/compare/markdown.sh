# SPDX-License-Identifier: MIT
# shellcheck shell=sh
F=$CLI/../compare
"$DAXBENCH" compare --format markdown "$F/6.1-ext4-a.json" "$F/6.1-ext4-traced.json" >out
status=$?
grep -v "^- kernel" out
rm out
exit $status
