#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run-old-kernel.sh - nothing needs more than Linux 4.4 has: under a filter
# that answers as 4.4 does (old-kernel.c) every workload runs, and what is
# missing is said. tests/vm/vm-old-kernel.sh does the same on a DAX file
# system.
top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"
daxbench=${DAXBENCH_BIN:-$PWD/daxbench}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

tap_start
if ldd "$daxbench" 2>/dev/null | grep -q libasan; then
	skip 'old kernel' 'a sanitizer needs more than Linux 4.4'
	tap_end
	exit
fi
if ! ${CC:-cc} -D_GNU_SOURCE -std=gnu17 -O1 -o "$work/old-kernel" \
	"$top_srcdir/tests/old-kernel/old-kernel.c" 2>"$work/stderr"; then
	not_ok 'the filter builds' "$(cat "$work/stderr")"
	tap_end
	exit
fi
old=$work/old-kernel
probed=$("$old" --probe)
if [ $? -eq 77 ]; then
	skip 'old kernel' "$probed"
	tap_end
	exit
fi
is 'the filter answers as Linux 4.4 does' 'memfd_create works
statx ENOSYS
preadv2 ENOSYS
io_uring_setup ENOSYS
PAGEMAP_SCAN ENOTTY
MAP_SHARED_VALIDATE EINVAL
MADV_POPULATE_WRITE EINVAL
MADV_NOHUGEPAGE works' "$probed"

# said NAME STATUS PATTERN COMMAND...: leaves so, and says that
said()
{
	name=$1
	status=$2
	pattern=$3
	shift 3
	"$old" "$@" >"$work/said" 2>&1
	got=$?
	if [ "$got" -eq "$status" ] && grep -q -e "$pattern" "$work/said"; then
		ok "$name"
	else
		not_ok "$name" "exit status $got: $(tail -n 20 "$work/said")"
	fi
}

mkdir "$work/files"
small='--size 4m --repeat 2 --expect any --format text'
workloads=$("$daxbench" list --format json 2>/dev/null |
	sed -n '/"workloads"/,/^ \]/s/^ *"name": "\([a-z-]*\)".*/\1/p')
[ -n "$workloads" ] || not_ok 'daxbench list names workloads'
# shellcheck disable=SC2086	# a list of options
for workload in $workloads; do
	"$old" "$daxbench" run --workload "$workload" \
		--target "control:$work/files" $small >"$work/said" 2>&1
	got=$?
	# or its engine is one of a later kernel, and that is said
	if [ $got -eq 0 ] && grep -q "^$workload " "$work/said"; then
		ok "workload $workload"
	elif [ $got -eq 3 ] && grep -q 'it needs Linux [0-9]' "$work/said"; then
		ok "workload $workload says which kernel it needs"
	else
		not_ok "workload $workload" \
			"exit status $got: $(tail -n 20 "$work/said")"
	fi
done
# shellcheck disable=SC2086	# a list of options
{
	said 'a witness that is missing says why' 0 \
		'pagemap-scan *unavailable *PAGEMAP_SCAN refused' "$daxbench" \
		run --workload pmd-fault --target shmem $small
	# In a build without liburing it is the library that is missing.
	said 'io_uring' 3 'io_uring needs Linux 5.1\|built without liburing' "$daxbench" run \
		--workload read --engine uring --target "control:$work/files" $small
	said 'RWF_DSYNC' 3 'needs Linux 4.7' "$daxbench" run \
		--workload write --engine dsync --target "control:$work/files" $small
	said 'MAP_SYNC' 3 'MAP_SYNC' "$daxbench" run --workload pmd-fault \
		--sync --target "control:$work/files" $small
}
said 'inspect' 0 '^kernel' "$daxbench" inspect
said 'list' 0 '^workloads' "$daxbench" list
said 'compare' 0 '^same' "$daxbench" compare "$top_srcdir"/tests/compare/6.1-ext4-[ab].json
said 'a case that needs a later call is a skip with its name' 3 \
	'SKIP needs copy_file_range' "$daxbench" check --case E3-copy \
	--target "control:$work/files"

# Cases end as they do without the filter
outcomes()
{
	"$@" "$daxbench" check --group C,H,P --target "control:$work/files" 2>/dev/null |
		sed -n 's/^    \(.*ok [0-9]* [a-z]*\) .*/\1/p'
}
with=$(outcomes "$old")
is 'cases end as they do without the filter' "$(outcomes env)" "$with"
tap_end
