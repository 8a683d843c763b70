# SPDX-License-Identifier: MIT
# shellcheck shell=sh
F=$CLI/../compare
"$DAXBENCH" noise "$F/6.1-ext4-a.json" "$F/6.1-ext4-b.json" --output noise.json || exit
"$DAXBENCH" compare --noise noise.json "$F/6.1-xfs.json" "$F/6.1-xfs.json" | head -n 1
"$DAXBENCH" compare --noise noise.json --allow fs "$F/6.1-xfs.json" "$F/6.1-xfs.json" | head -n 1
rm noise.json
