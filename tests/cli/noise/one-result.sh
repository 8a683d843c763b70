# SPDX-License-Identifier: MIT
# shellcheck shell=sh
cd "$CLI/../compare" || exit
"$DAXBENCH" noise 6.1-ext4-a.json
