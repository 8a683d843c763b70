# SPDX-License-Identifier: MIT
# shellcheck shell=sh
cd "$CLI/../compare" || exit
"$DAXBENCH" compare --format bmf 6.1-ext4-a.json 6.1-xfs.json
