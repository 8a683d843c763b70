# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# lib.sh - KTAP, one VM start, and waiting with a bound, for tests/vm
#
#	. "$(dirname "$0")/lib.sh"
#	plan 2
#	run_vm --fs xfs --raw-command -- true
#	ok $((status == 0)) "an XFS guest boots"
#
# Environment: top_srcdir (default: two folders up), DAXBENCH_BIN (the ELF
# that goes into the guest; any ELF does for these tests), DAXBENCH_CACHE.

set -u
top_srcdir=${top_srcdir:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
vm=$top_srcdir/scripts/daxbench-vm
export DAXBENCH_BIN=${DAXBENCH_BIN:-$(command -v busybox || echo /bin/busybox)}
tmp=$(mktemp -d "${TMPDIR:-/tmp}/daxbench-vm-test.XXXXXX")
planned=0
count=0
failed=0
status=0
vm_pid=

finish()
{
	[ -z "$vm_pid" ] || kill -TERM "$vm_pid" 2>/dev/null
	rm -rf "$tmp"
}
trap finish EXIT

plan()
{
	planned=$1
	echo "KTAP version 1"
	echo "1..$planned"
}

# ok CONDITION NAME: CONDITION is an arithmetic truth value
ok()
{
	count=$((count + 1))
	if [ "$1" -ne 0 ]; then
		echo "ok $count $2"
		return
	fi
	failed=$((failed + 1))
	echo "not ok $count $2"
	diagnose
}

# What the last start said, for a check that failed
diagnose()
{
	echo "# exit status $status"
	[ ! -f "$tmp/stdout" ] || head -n 20 "$tmp/stdout" | sed 's/^/# stdout: /'
	[ ! -f "$tmp/stderr" ] || tail -n 30 "$tmp/stderr" | sed 's/^/# stderr: /'
}

# is GOT WANT NAME
is()
{
	if [ "$1" = "$2" ]; then
		ok 1 "$3"
	else
		ok 0 "$3"
		printf '%s\n' "got  '$1'" "want '$2'" | sed 's/^/# /'
	fi
}

# said PATTERN NAME: on the stderr of the last start
said()
{
	ok "$(grep -c -m 1 -E -e "$1" "$tmp/stderr")" "$2"
}

# printed LINE NAME: the last start's stdout has this line
printed()
{
	ok "$(grep -c -m 1 -x -F -e "$1" "$tmp/stdout")" "$2"
}

# skip NUMBER REASON NAME: the next NUMBER tests
skip()
{
	local n=$1

	while [ "$n" -gt 0 ]; do
		count=$((count + 1))
		echo "ok $count $3 # SKIP $2"
		n=$((n - 1))
	done
}

# need_vm [SPEC...]: skip all when this machine cannot boot these kernels;
# what a kernel needs to be had is a cache or a network
need_vm()
{
	local spec

	command -v qemu-system-x86_64 >/dev/null || skip_all "no qemu-system-x86_64"
	command -v busybox >/dev/null || skip_all "no busybox"
	for spec in "${@:-}"; do
		"$vm" -q --print-kernel "$spec" >/dev/null 2>"$tmp/kernel" ||
			skip_all "no kernel '$spec': $(tail -n 1 "$tmp/kernel")"
	done
}

skip_all()
{
	skip $((planned - count)) "$1" "all that follows"
	done_testing
}

done_testing()
{
	if [ "$count" -ne "$planned" ]; then
		echo "# $count tests were run, $planned planned"
		exit 1
	fi
	echo "# $((count - failed)) of $count passed or skipped"
	exit $((failed > 0))
}

# run_vm ARG...: $status, $tmp/stdout, $tmp/stderr
run_vm()
{
	"$vm" "$@" </dev/null >"$tmp/stdout" 2>"$tmp/stderr"
	status=$?
}

# start_vm ARG...: in the background, as $vm_pid
start_vm()
{
	# a shell's background child ignores INT, one of nohup(1) ignores HUP
	env --default-signal=INT,HUP "$vm" "$@" </dev/null >"$tmp/stdout" 2>"$tmp/stderr" &
	vm_pid=$!
}

# end_vm: wait for what start_vm started
end_vm()
{
	wait "$vm_pid"
	status=$?
	vm_pid=
}

# until_true SECONDS COMMAND...: poll; 1 when it never became true
until_true()
{
	local end=$((SECONDS + $1))

	shift
	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.1
	done
}

# guest_runs: the guest's command has begun (it wrote 'guest-is-up')
guest_runs()
{
	grep -q guest-is-up "$tmp/stderr"
}

# qemu_of PID: the QEMU below this daxbench-vm
qemu_of()
{
	local child

	for child in $(pgrep -P "$1"); do
		if [ "$(cat "/proc/$child/comm" 2>/dev/null)" = qemu-system-x86 ]; then
			echo "$child"
		else
			qemu_of "$child"
		fi
	done
}

# is_gone PID
is_gone()
{
	! kill -0 "$1" 2>/dev/null
}
