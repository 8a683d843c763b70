# SPDX-License-Identifier: MIT
# shellcheck shell=sh
F=$CLI/../compare
sed -e "s/\"pmd_bytes\": 16777216/\"pmd_bytes\": 0/" -e "s/\"pte_bytes\": 0,/\"pte_bytes\": 16777216,/" "$F/6.1-ext4-a.json" >new.json
"$DAXBENCH" compare "$F/6.1-ext4-a.json" new.json >out
status=$?
grep -E "^[a-z]+:|LOST" out
rm out new.json
exit $status
