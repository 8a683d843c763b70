#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-patterns.sh - every workload and engine, its counts exactly those that its
# parameters imply: on 6.1 with ext4 and on a newer kernel with XFS
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
boots=()

# boot KERNEL FS [OPTION...]: with a disk beside it, for direct I/O
boot()
{
	local where=$work/${1#suite:}-$2

	mkdir "$where"
	"$top_srcdir/scripts/daxbench-vm" -q --timeout 900 --kernel "$1" --fs "$2" \
		--load-module brd --load-module ext4 "${@:3}" \
		--copy "$top_srcdir/tests/vm/guest-patterns.sh" --raw-command \
		--output "$where/" -- guest-patterns.sh 2>"$where/vm.err" ||
		sed 's/^/# /' "$where/vm.err"
	boots+=("${1#suite:} $2" "$where")
}

boot suite:bookworm ext4
boot suite:trixie xfs --mkfs-opts "-m reflink=1 -d su=2m,sw=1"
/usr/bin/python3 "$top_srcdir/tests/vm/patterns.py" "${boots[@]}"
