#!/bin/sh
# SPDX-License-Identifier: MIT
#
# same-kernel.sh - does the gate call a kernel different from itself? Boots it
# BOOTS times under --icount, compares every boot with every other one and
# counts what compare said. Exit status 0 only if it said "same" every time.
# usage: same-kernel.sh BOOTS DIRECTORY [daxbench-vm OPTION...] -- COMMAND...
#   results stay in DIRECTORY; those that are there already are not made again
set -eu
daxbench=${DAXBENCH_BIN:-$(cd "$(dirname "$0")/../.." && pwd)/daxbench}
[ $# -ge 3 ] || { sed -n 's/^# usage: /usage: /p' "$0" >&2; exit 2; }
boots=$1 folder=$2
shift 2
mkdir -p "$folder"

for i in $(seq -w 1 "$boots"); do
	[ -f "$folder/$i.json" ] ||
		"$daxbench" vm --icount --output "$folder/$i.json" "$@" >/dev/null
done

said=$folder/said
: >"$said"
set -- "$folder"/*.json
while [ $# -gt 1 ]; do
	a=$1
	shift
	for b; do
		"$daxbench" compare "$a" "$b" | head -n 1 |
			sed "s|^|${a##*/} ${b##*/} |" >>"$said"
	done
done
pairs=$(wc -l <"$said")
same=$(sed -n '/^[^ ]* [^ ]* same: /p' "$said" | wc -l)
sed '/^[^ ]* [^ ]* same: /d' "$said"
echo "$boots boots, $pairs pairs, $same of them same"
[ "$pairs" -eq $((boots * (boots - 1) / 2)) ] && [ "$same" -eq "$pairs" ]
