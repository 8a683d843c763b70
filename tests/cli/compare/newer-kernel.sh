# SPDX-License-Identifier: MIT
# shellcheck shell=sh
F=$CLI/../compare
"$DAXBENCH" compare "$F/6.1-ext4-a.json" "$F/6.12-ext4.json" >out
status=$?
sed "s|$F/||" out
rm out
exit $status
