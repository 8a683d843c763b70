#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run-hostile.sh - results made to do harm (kinds.py) are refused: exit status
# 3, a message that names the fault, and never more than 64 MiB resident.
top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"
here=$top_srcdir/tests/hostile
base=$top_srcdir/tests/compare/6.1-ext4-a.json
python=/usr/bin/python3
daxbench=${DAXBENCH_BIN:-$PWD/daxbench}
limit=65536 # KiB

tap_start
if [ ! -x $python ]; then
	skip 'hostile' "$python is not installed"
	tap_end
	exit
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# A build with sanitizers maps terabytes of shadow and keeps what is freed.
sanitized=
prlimit --as=1000000000 "$daxbench" --version >"$work/version" 2>&1 || sanitized=yes

# peak_below KIND COMMAND: of the run whose output is in $work/out
peak_below()
{
	if [ -n "$sanitized" ]; then
		skip "$1: memory of $2" 'a build with sanitizers needs more'
	elif [ "$peak" -lt $limit ]; then
		ok "$1: memory of $2"
	else
		not_ok "$1: memory of $2" "$peak KiB, the limit is $limit"
	fi
}

# refused KIND MESSAGE COMMAND ARGUMENT...
refused()
{
	kind=$1 says=$2 command=$3
	shift 2
	$python -B "$here/peak.py" "$daxbench" "$@" >"$work/out" 2>"$work/err"
	status=$?
	peak=$(tail -n 1 "$work/out")
	is "$kind: status of $command" 3 $status
	if grep -qF "$says" "$work/err"; then
		ok "$kind: message of $command"
	else
		not_ok "$kind: message of $command" "no '$says' in: $(head -c 300 "$work/err")"
	fi
	peak_below "$kind" "$command"
}

# both KIND MESSAGE-OF-COMPARE MESSAGE-OF-REPORT
both()
{
	refused "$1" "$2" compare "$base" "$work/x.json"
	refused "$1" "$3" report --output "$work/report.html" "$work/x.json"
}

$python -B "$here/kinds.py" list >"$work/kinds" || not_ok 'kinds' 'kinds.py failed'
while IFS='	' read -r kind compare report; do
	$python -B "$here/kinds.py" "$kind" "$base" >"$work/x.json" ||
		not_ok "$kind" 'it could not be made'
	both "$kind" "$compare" "$report"
done <"$work/kinds"

truncate -s 1G "$work/x.json"
both '1 GiB' 'larger than 67108864 bytes' 'larger than 67108864 bytes'
tap_end
