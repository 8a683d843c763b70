# SPDX-License-Identifier: MIT
# shellcheck shell=sh
F=$CLI/../compare
sed "s/\"workload\": \"pte-fault\"/\"workload\": \"pte-other\"/" "$F/6.1-ext4-a.json" >new.json
"$DAXBENCH" compare "$F/6.1-ext4-a.json" new.json >out
status=$?
sed -n -e 1p -e "/^notes/,\$p" out
rm out new.json
exit $status
