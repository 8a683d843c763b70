#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-faults.sh - pmd-fault and pte-fault, witnessed: on a kernel without and on
# one with PAGEMAP_SCAN, on ext4 and on XFS, one boot each
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
boots=()

for kernel in suite:bookworm suite:trixie; do
	for fs in ext4 xfs; do
		where=$work/${kernel#suite:}-$fs
		mkdir "$where"
		"$top_srcdir/scripts/daxbench-vm" -q --timeout 600 --kernel "$kernel" --fs "$fs" \
			--copy "$top_srcdir/tests/vm/guest-faults.sh" --raw-command \
			--output "$where/" -- guest-faults.sh 2>"$where/vm.err" ||
			sed 's/^/# /' "$where/vm.err"
		boots+=("$kernel" "$fs" "$where")
	done
done
exec_status=0
/usr/bin/python3 -B "$top_srcdir/tests/vm/faults.py" "${boots[@]}" || exec_status=1
exit $exec_status
