# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" list --format json >list.json
sed -n 2,5p list.json
sed -n 's/^ "\([a-z]*\)": \[$/\1/p' list.json | sort
rm list.json
