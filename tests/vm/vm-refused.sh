#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-refused.sh - what looks like DAX and is not: a raw namespace is refused,
# with the line that helps, also where XFS takes -o dax and drops it in silence

# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

plan 11
need_vm ""

# refused WHAT OPTION...
refused()
{
	local what=$1

	shift
	run_vm --namespace raw "$@" -- run --workload pmd-fault --target /mnt/dax
	is "$status" 3 "$what: exit 3"
	said "'/mnt/dax' is not DAX: .*page cache" "$what: says that it is not DAX"
	said "ndctl create-namespace -m fsdax" "$what: names the remedy"
}

refused "raw namespace, ext4" --fs ext4
refused "raw namespace, XFS mounted with -o dax" --fs xfs --mount-opts dax

# Nothing else to be found either.
run_vm --namespace raw -- run --workload pmd-fault
is "$status" 3 "no DAX mount to be found: exit 3"
said "no writable DAX file system found" "and says what was looked for"
said "daxbench vm -- run --workload pmd-fault" "and the line that helps"

run_vm --namespace raw -- explain /mnt/dax
is "$status" 3 "explain refuses it too"
said "not DAX" "and says why"
done_testing
