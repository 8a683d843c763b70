#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-devdax.sh - device-dax by PTE, PMD and PUD, on 5.10, 6.1 and 6.12:
# what is mapped, counted, witnessed and refused
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
boots=()
fakes=()
# What lies to the semantic cases.
if ${CC:-cc} -shared -fPIC -o "$work/fakes.so" "$top_srcdir/tests/fakes/fakes.c" -ldl; then
	fakes=(--copy "$work/fakes.so")
fi

# boot KERNEL ALIGN SIZE
boot()
{
	local where=$work/$1-$2

	mkdir "$where"
	"$top_srcdir/scripts/daxbench-vm" -q --timeout 300 --kernel "suite:$1" --mem 1G \
		--namespace devdax --align "$2" --copy "$top_srcdir/tests/vm/guest-devdax.sh" \
		--copy "$top_srcdir/scripts/capture-sysroot" \
		"${fakes[@]}" --raw-command --output "$where/" -- guest-devdax.sh "$3" 2>"$where/vm.err" ||
		sed 's/^/# /' "$where/vm.err"
	boots+=("$1 $2" "$where")
}

boot bullseye 2M 16m
boot bookworm 4K 4m
boot trixie 1G 1024m
exec_status=0
/usr/bin/python3 -B "$top_srcdir/tests/vm/devdax.py" "${boots[@]}" || exec_status=1
exit $exec_status
