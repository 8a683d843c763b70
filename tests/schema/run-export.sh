#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run-export.sh - what `daxbench report` writes for other tools is valid there:
# export.py holds each format's rules, over real results and over one whose
# names are hostile. Each rule is also shown to bite: a document that breaks it
# must be refused.
top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"
here=$top_srcdir/tests/schema
results=$top_srcdir/tests/cli/report/results
python=/usr/bin/python3
daxbench=${DAXBENCH_BIN:-$PWD/daxbench}
formats='github bmf openmetrics benchstat otava kcidb junit csv html'

tap_start
if [ ! -x $python ]; then
	skip 'export' "$python is not installed"
	tap_end
	exit
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

valid() { $python -B "$here/export.py" "$1" "$2"; }

# export NAME INPUT...: every format of it is valid
export_all()
{
	name=$1
	shift
	for format in $formats; do
		document=$work/$name.$format
		if "$daxbench" report --format "$format" "$@" \
			>"$document" 2>"$work/stderr"; then
			check "$name: $format" valid "$format" "$document"
		else
			not_ok "$name: $format" "$(cat "$work/stderr")"
		fi
	done
}

export_all one "$results/6.1-ext4.json"
export_all four "$results"
export_all twice "$results/6.1-ext4.json" "$results/6.1-ext4.json"

# The same result with names that are markup in every format.
$python -B "$here/export.py" hostile "$results/6.1-ext4.json" >"$work/hostile.json"
export_all hostile "$work/hostile.json" "$results/6.12-xfs.json"

# refuse FORMAT NAME SED-SCRIPT: after it the document must not be valid
refuse()
{
	sed "$3" "$work/four.$1" >"$work/broken"
	if cmp -s "$work/broken" "$work/four.$1"; then
		not_ok "refused: $1: $2" 'the script changed nothing'
	elif valid "$1" "$work/broken" >/dev/null 2>&1; then
		not_ok "refused: $1: $2" 'it was taken for valid'
	else
		ok "refused: $1: $2"
	fi
}
refuse github 'a number as text' '0,/"value": \([0-9.]*\)/s//"value": "\1"/'
refuse github 'a name twice' 's|"name": "[^"]*"|"name": "same"|'
refuse bmf 'a bound above the value' '0,/"lower_value": /s//"lower_value": 9/'
refuse openmetrics 'no end' '/^# EOF/d'
refuse openmetrics 'a family in two parts' '$!b;s/.*/daxbench_latency_instructions{a="b"} 1\n# EOF/'
refuse openmetrics 'a unit that the name does not end in' 's/^# UNIT \([a-z_]*\) .*/# UNIT \1 seconds/'
refuse benchstat 'a number without unit' '0,/^\(Benchmark[^ ]* [0-9]* [0-9.]*\) [^ ]*/s//\1/'
refuse otava 'a row too short' '2s/,[^,]*$//'
refuse kcidb 'a status that does not exist' '0,/"DONE"/s//"OK"/'
refuse kcidb 'a test of no build' '0,/"build_id": "daxbench:/s//&nothing/'
refuse junit 'a count that is wrong' '0,/tests="[0-9]*"/s//tests="1"/'
refuse csv 'a row too long' '2s/$/,1/'
refuse html 'an element that is not closed' '0,/<\/table>/s///'
refuse html 'a request' 's|</main>|<img src="https://example.org/x.png"></main>|'
tap_end
