# SPDX-License-Identifier: MIT
# shellcheck shell=sh
cd "$CLI/../compare" || exit
"$DAXBENCH" compare --format github --direction more 6.1-ext4-a.json 6.1-ext4-b.json
