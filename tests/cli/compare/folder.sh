# SPDX-License-Identifier: MIT
# shellcheck shell=sh
F=$CLI/../compare
mkdir base new
cp "$F/6.1-ext4-a.json" "$F/6.1-ext4-b.json" base
cp "$F/6.12-ext4.json" new
echo "{\"schema\": {\"name\": \"other\"}}" >new/other.json
"$DAXBENCH" compare base new >out
status=$?
sed -n -e 1p -e "s|\(NEW .*\)|\1|p" out
rm -r out base new
exit $status
