# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# tap.sh - TAP for shell tests: source it, say ok/not_ok/skip, end with
# tap_end. The plan is printed at the end, so that no test has to count.

tap_count=0
tap_failed=0

tap_start() { echo 'KTAP version 1'; }

ok() { tap_count=$((tap_count + 1)); echo "ok $tap_count $1"; }

# not_ok NAME [DIAGNOSTIC]
not_ok()
{
	tap_count=$((tap_count + 1))
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_count $1"
	[ -z "${2:-}" ] || printf '%s\n' "$2" | sed 's/^/# /'
}

# skip NAME REASON
skip() { tap_count=$((tap_count + 1)); echo "ok $tap_count $1 # SKIP $2"; }

# is NAME WANTED GOT
is()
{
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1" "wanted: $2
got:    $3"
	fi
}

# check NAME COMMAND...: ok if the command succeeds; its output is the
# diagnostic if not.
check()
{
	tap_name=$1
	shift
	if tap_output=$("$@" 2>&1); then
		ok "$tap_name"
	else
		not_ok "$tap_name" "$tap_output"
	fi
}

tap_end()
{
	echo "1..$tap_count"
	[ "$tap_failed" -eq 0 ]
}
