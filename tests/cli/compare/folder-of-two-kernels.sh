# SPDX-License-Identifier: MIT
# shellcheck shell=sh
F=$CLI/../compare
mkdir base
cp "$F/6.1-ext4-a.json" "$F/6.12-ext4.json" base
"$DAXBENCH" compare base "$F/6.1-ext4-a.json" >out
status=$?
head -n 1 out
rm -r out base
exit $status
