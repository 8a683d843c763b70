# SPDX-License-Identifier: MIT
# shellcheck shell=sh
cd "$CLI/../compare" || exit
"$DAXBENCH" compare --format junit --allow fs --metric latency_p50 6.1-ext4-a.json 6.1-xfs.json | grep -v informs
