# SPDX-License-Identifier: MIT
# shellcheck shell=sh
F=$CLI/../compare
"$DAXBENCH" compare --format json --output verdict.json "$F/6.1-ext4-a.json" "$F/6.1-ext4-b.json"
grep -E "\"(overall|reason)\"" verdict.json
