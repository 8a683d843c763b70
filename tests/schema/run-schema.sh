#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run-schema.sh - the schemas accept what is valid, refuse what is not, and
# fit what the built daxbench writes and what results/ holds. Samples are
# valid/*.json and invalid/*.json; each invalid one breaks one rule, which is
# its name.
top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"
here=$top_srcdir/tests/schema
schemas=$top_srcdir/schema
python=/usr/bin/python3
daxbench=${DAXBENCH_BIN:-$PWD/daxbench}

tap_start
if ! why=$($python -c 'from jsonschema import Draft202012Validator' 2>&1); then
	skip 'schema' "no JSON Schema validator: $(echo "$why" | tail -n 1)"
	tap_end
	exit
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
tab=$(printf '\t')

validate() { $python -B "$here/validate.py" "$schemas" "$@"; }

# expect HOW-MANY NAME-PREFIX [--own] FILE...: that many violations in each file
expect()
{
	wanted=$1
	prefix=$2
	shift 2
	if ! validate "$@" >"$work/report" 2>"$work/trouble"; then
		not_ok "$prefix: validator" "$(cat "$work/trouble")"
		return
	fi
	while IFS="$tab" read -r file count first; do
		name="$prefix $(basename "$file" .json)"
		if [ "$count" -eq "$wanted" ]; then
			ok "$name"
		else
			not_ok "$name" "$count violations, not $wanted; first: $first"
		fi
	done <"$work/report"
}

expect 0 'valid:' "$here"/valid/*.json
expect 1 'invalid:' "$here"/invalid/*.json
for published in "$top_srcdir"/results/*/*.json; do
	[ -f "$published" ] || continue
	expect 0 'published:' --own "$published"
	grep -q -m 1 '"name": "daxbench-result"' "$published" || continue
	check "published: $(basename "$published") is read" \
		"$daxbench" report --format csv --output "$work/published.csv" "$published"
done

expect 0 'plan:' --own "$top_srcdir"/plans/*.json

# wrote KIND-NAME STATUS COMMAND...: daxbench leaves with STATUS, and what it
# printed fits the schema of KIND
wrote()
{
	document=$work/$1.json
	status=$2
	shift 2
	"$@" >"$document" 2>"$work/stderr" </dev/null
	got=$?
	if [ "$got" -eq "$status" ]; then
		expect 0 'written:' "$document"
	else
		not_ok "written: $(basename "$document" .json)" \
			"exit status $got, not $status: $(tail -n 3 "$work/stderr")"
	fi
}

says() { is "$1" "$2" "$($python -c "
import json, sys
document = json.load(open(sys.argv[1]))
print($3)" "$document" 2>&1)"; }

small='--size 4m --repeat 2 --format json'
mkdir "$work/control"
# shellcheck disable=SC2086	# a list of options
{
	wrote result-shmem 0 "$daxbench" run --workload pmd-fault \
		--target shmem --expect any $small
	says 'written: shmem is complete' 'complete shmem' \
		'document["status"], document["target"]["class"], sep=" "'
	says 'written: the number of repetitions asked for' 2 \
		'len(document["runs"][0]["repetitions"])'
	wrote result-control 0 "$daxbench" run --workload pmd-fault,pte-fault \
		--target "control:$work/control" --expect any $small
	says 'written: one run a workload' 'pmd-fault pte-fault' \
		'*[run["workload"] for run in document["runs"]]'
	wrote result-threads 0 "$daxbench" run --workload pte-fault --threads 2 \
		--order random --access read --extents hole --target shmem \
		--expect any $small
	wrote result-plan 0 "$daxbench" run --plan "$top_srcdir/plans/smoke.json" \
		--target shmem --expect any --quiet --format json
	says 'written: a plan is named' 'smoke True' \
		'document["plan"]["name"], document["plan"]["runs"] == len(document["runs"]), sep=" "'
	says 'written: what shared memory cannot do is skipped' 'True 0' \
		'"persist" in [run["workload"] for run in document["runs"] if run.get("skipped")], sum(len(run["repetitions"]) for run in document["runs"] if run.get("skipped")), sep=" "'
	wrote result-limited 0 "$daxbench" run --workload load,txn-sync --ops 100 \
		--runtime 20ms --steady 50 --target shmem --expect any $small
	says 'written: a repetition says how it ended' 'True' \
		'all(rep["ended"] in ("operations", "runtime", "steady") for run in document["runs"] for rep in run["repetitions"])'
	wrote result-empty 0 "$daxbench" run --workload write --extents empty \
		--target shmem $small
	wrote result-failed 3 "$daxbench" run --workload pmd-fault \
		--target "control:$work/nowhere" $small
	says 'written: a failure says so and has no target' 'failed None' \
		'document["status"], document["target"]["class"], sep=" "'
	wrote result-failed-in-a-run 3 "$daxbench" run --workload pmd-fault \
		--target "control:$work/control" --size 1048576t --format json
	says 'written: a failed run is in the document, and invalid' \
		'failed invalid 0' \
		'document["status"], document["runs"][0]["validity"]["state"], len(document["runs"][0]["repetitions"])'
}
wrote result-interrupted 130 $python -B "$here/interrupt.py" \
	'repetition (1' "$daxbench" run --workload pmd-fault --target shmem \
	--expect any --size 2m --repeat 100000 --format json
says 'written: an interrupted document has what was finished' \
	'interrupted suspect True' \
	'document["status"], document["runs"][0]["validity"]["state"], 0 < len(document["runs"][0]["repetitions"]) < 100000'
compare="$daxbench compare --format json"
fixtures=$top_srcdir/tests/compare
# shellcheck disable=SC2086	# a command with its options
{
	wrote verdict-same 0 $compare "$fixtures/6.1-ext4-a.json" "$fixtures/6.1-ext4-b.json"
	wrote verdict-regressed 1 $compare "$fixtures/6.1-ext4-a.json" "$fixtures/6.12-ext4.json"
	wrote verdict-incomparable 3 $compare "$fixtures/6.1-ext4-a.json" "$fixtures/6.1-xfs.json"
	wrote verdict-of-shmem 3 $compare "$work/result-shmem.json" "$work/result-shmem.json"
}
wrote noise-of-two-boots 0 "$daxbench" noise "$fixtures/6.1-ext4-a.json" "$fixtures/6.1-ext4-b.json"
says 'written: noise of two boots has a floor a run and metric' '2 18' \
	'document["files"], len(document["floors"])'
wrote check-control 0 "$daxbench" check --case E6,E7 --target "control:$work/control" --format json
says 'written: a check has a line a case and variant' 'E6 any, E7 pmd, E7 pte' \
	'", ".join(c["id"] + " " + c["variant"] for c in document["cases"])'
wrote check-failed 3 "$daxbench" check --target "control:$work/nowhere" --format json
wrote list-all 0 "$daxbench" list --format json
wrote list-checks 0 "$daxbench" check --list --format json
wrote facts-machine 0 "$daxbench" inspect --json
wrote facts-path 0 "$daxbench" inspect --json "$work"
is 'control directory is empty again' '' "$(ls -A "$work/control")"
tap_end
