# SPDX-License-Identifier: MIT
# shellcheck shell=sh
F=$CLI/../compare
"$DAXBENCH" compare --allow fs "$F/6.1-ext4-a.json" "$F/6.1-xfs.json" | sed -n -e 1p -e "/ p50\|latency_p50/p"
