#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run-cli.sh - command lines and what they must answer, a TAP line a case
#
# A case is COMMAND/NAME.sh. It runs in an empty directory, which is also its
# HOME, with DAXBENCH the program, LC_ALL=C and CLI the directory of this
# script. What it prints must be NAME.stdout and NAME.stderr (absent: nothing),
# its exit status NAME.exit (absent: 0), and the files it leaves in the
# directory those listed in NAME.files (absent: none). A case masks what
# differs between machines itself. Exit status 77 with the reason on stdout is
# a skip.
#
# UPDATE=1 rewrites the expectations; ONLY=COMMAND/NAME runs one case.
top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"
CLI=$(cd "$top_srcdir/tests/cli" && pwd) || exit 1
DAXBENCH=${DAXBENCH_BIN:-$PWD/daxbench}
LC_ALL=C
DAXBENCH_PLANS=$(cd "$top_srcdir/plans" && pwd) || exit 1
export CLI DAXBENCH DAXBENCH_PLANS LC_ALL
unset NO_COLOR COLUMNS
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# run_case FILE: leaves stdout, stderr, exit and files in $work
run_case()
{
	rm -rf "$work/empty"
	mkdir "$work/empty" || exit 1
	(
		cd "$work/empty" || exit 1
		HOME=$PWD
		export HOME
		exec timeout 120 sh "$1" </dev/null >"$work/stdout" 2>"$work/stderr"
	)
	status=$?
	: >"$work/exit"
	[ "$status" -eq 0 ] || echo "$status" >"$work/exit"
	(cd "$work/empty" && find . -mindepth 1 | sort) >"$work/files"
}

compare()
{
	for what in stdout stderr exit files; do
		wanted=$1.$what
		[ -f "$wanted" ] || wanted=/dev/null
		diff -u --label "expected $what" --label "got $what" \
			"$wanted" "$work/$what" || return 1
	done
}

update()
{
	for what in stdout stderr exit files; do
		if [ -s "$work/$what" ]; then
			cp "$work/$what" "$1.$what"
		else
			rm -f "$1.$what"
		fi
	done
}

tap_start
for case in "$CLI"/*/*.sh; do
	stem=${case%.sh}
	name=${stem#"$CLI"/}
	[ -z "${ONLY:-}" ] || [ "$ONLY" = "$name" ] || continue
	run_case "$case"
	if [ "$status" -eq 77 ]; then
		skip "$name" "$(head -n 1 "$work/stdout")"
		continue
	fi
	[ -z "${UPDATE:-}" ] || update "$stem"
	if difference=$(compare "$stem"); then
		ok "$name"
	else
		not_ok "$name" "$difference"
	fi
done
tap_end
