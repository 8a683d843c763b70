# SPDX-License-Identifier: MIT
# shellcheck shell=sh
F=$CLI/../compare
"$DAXBENCH" compare --metric latency_p99 --verbose "$F/6.1-ext4-a.json" "$F/6.1-ext4-b.json" | grep -E "^[a-z]+:|latency"
