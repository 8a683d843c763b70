# SPDX-License-Identifier: MIT
# shellcheck shell=sh
cd "$CLI/../compare" || exit
"$DAXBENCH" compare --format ktap 6.1-ext4-a.json 6.12-ext4.json
