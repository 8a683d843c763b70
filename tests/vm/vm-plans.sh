#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-plans.sh - the plans smoke and gate by name in a guest, under --icount:
# every run valid and witnessed, and its counts those of its parameters
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

DAXBENCH_PLANS=$(cd "$top_srcdir/plans" && pwd) \
	"$top_srcdir/scripts/daxbench-vm" -q --icount --timeout 240 \
	--copy "$top_srcdir/tests/vm/guest-plans.sh" --raw-command \
	--output "$work/" -- guest-plans.sh 2>"$work/vm.err" ||
	sed 's/^/# /' "$work/vm.err"
/usr/bin/python3 -B "$top_srcdir/tests/vm/plans.py" "$work" smoke gate
