# SPDX-License-Identifier: MIT
# shellcheck shell=sh
F=$CLI/../compare
"$DAXBENCH" compare --metric latency_p51 "$F/6.1-ext4-a.json" "$F/6.1-ext4-b.json" >out
status=$?
sed -n -e 1p -e "/^notes/,\$p" out
rm out
exit $status
