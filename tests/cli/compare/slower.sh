# SPDX-License-Identifier: MIT
# shellcheck shell=sh
F=$CLI/../compare
"$DAXBENCH" compare --verbose "$F/6.1-ext4-a.json" "$F/6.1-ext4-traced.json" >out
status=$?
grep -E "^[a-z]+:|latency_p50|informs" out
rm out
exit $status
