# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" inspect --json --output facts.json
sed -n 2,3p facts.json
