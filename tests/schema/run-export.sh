#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run-export.sh - what `daxbench report` and `daxbench compare` write for other
# tools is valid there: export.py holds each format's rules, over real results and over one whose
# names are hostile. Each rule is also shown to bite: a document that breaks it
# must be refused.
top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"
here=$top_srcdir/tests/schema
results=$top_srcdir/tests/cli/report/results
python=/usr/bin/python3
daxbench=${DAXBENCH_BIN:-$PWD/daxbench}
exports='github bmf openmetrics benchstat otava kcidb junit ktap'
formats="$exports csv html"

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

# Boots under icount all start at the same time: what tells their tests apart is
# the document, and the same one gives the same.
{ cat "$results/6.1-ext4.json"; echo; } >"$work/other.json"
for name in 6.1-ext4 again other; do
	file=$results/6.1-ext4.json
	[ $name != other ] || file=$work/other.json
	"$daxbench" report --format kcidb "$file" |
		sed -n 's/^ *"id": //p' | sort >"$work/$name.ids"
done
check 'kcidb: the same document has the same ids' \
	cmp "$work/6.1-ext4.ids" "$work/again.ids"
is 'kcidb: another document shares none' '' \
	"$(comm -12 "$work/6.1-ext4.ids" "$work/other.ids")"
export_all boots "$results/6.1-ext4.json" "$work/other.json"

# verdict NAME STATUS BASE NEW [OPTION...]: every format of the verdict on NEW
# is valid, and the exit status is that of the verdict
verdict()
{
	name=$1 status=$2
	shift 2
	for format in $exports; do
		document=$work/$name.verdict.$format
		"$daxbench" compare --format "$format" "$@" >"$document" 2>"$work/stderr"
		is "$name: $format of the verdict: status" "$status" $?
		check "$name: $format of the verdict" valid "$format" "$document"
	done
	if command -v xmllint >/dev/null; then
		check "$name: junit of the verdict by xmllint" \
			xmllint --noout "$work/$name.verdict.junit"
	else
		skip "$name: junit of the verdict by xmllint" 'xmllint is not installed'
	fi
}

verdict regressed 1 "$results/6.1-ext4.json" "$results/6.12-ext4.json"
verdict same 0 "$results/6.1-ext4.json" "$results/6.1-ext4.json"
verdict hostile 0 "$work/hostile.json" "$work/hostile.json"
# Nothing was judged: formats of numbers have none, the others still say so.
for format in junit ktap kcidb openmetrics; do
	"$daxbench" compare --format $format "$results/6.1-ext4.json" \
		"$results/6.1-xfs.json" >"$work/incomparable.$format"
	is "incomparable: $format: status" 3 $?
	check "incomparable: $format" valid $format "$work/incomparable.$format"
	check "incomparable: $format says so" \
		grep -qE 'incomparable.*mount\.fs_type|outcome="incomparable"\} 1|overall="incomparable"\} 1|mount.fs_type is ext4 and xfs' "$work/incomparable.$format"
done

# refuse FORMAT NAME SED-SCRIPT [VERDICT]: after it the document must not be valid
refuse()
{
	from=$work/four.$1
	[ "${4:-}" = '' ] || from=$work/$4.verdict.$1
	sed "$3" "$from" >"$work/broken"
	if cmp -s "$work/broken" "$from"; then
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
refuse ktap 'a result missing' '3,/^ok/{/^ok/d;}'
refuse openmetrics 'two states at once' '0,/} 0$/s//} 1/' regressed
refuse ktap 'a wrong number' 's/^not ok 21 /not ok 22 /' regressed
refuse csv 'a row too long' '2s/$/,1/'
refuse html 'an element that is not closed' '0,/<\/table>/s///'
refuse html 'a request' 's|</main>|<img src="https://example.org/x.png"></main>|'
tap_end
