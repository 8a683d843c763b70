#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-usage.sh - a wrong command line is told before anything is booted

# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

export DAXBENCH_CACHE=$tmp/cache

# refused PATTERN ARG...: exit 2 with a message that matches
refused()
{
	local pattern=$1

	shift
	run_vm "$@"
	ok $((status == 2 && $(grep -c -m 1 -E -e "$pattern" "$tmp/stderr"))) \
		"refused: daxbench vm $*"
}

plan 28
refused "unknown option '--nonsense'" --nonsense -- run
refused "no command" --fs ext4
refused "no command" --
refused "stands before '--'" run --workload x
refused "'--kernel' needs a value" --kernel -- run
refused "given twice" --kernel suite:sid --kernel suite:trixie -- run
refused "unknown suite 'bokworm'" --kernel suite:bokworm -- run
refused "'debian' is no kernel" --kernel debian -- run
refused "ext4 xfs ext2" --fs btrfs -- run
refused "nvdimm virtio e820" --pmem real -- run
refused "fsdax pfn raw devdax" --namespace sector -- run
refused "auto tcg kvm" --accel hvf -- run
refused "4K 2M 1G" --align 3M -- run
refused "made by ndctl" --align 4K --namespace raw -- run
refused "multiple of 1G" --align 1G --size 1G -- run
refused "--size" --size 1T -- run
refused "--size" --size 3M -- run
refused "--mem" --mem much -- run
refused "--cpus" --cpus 0 -- run
refused "--timeout" --timeout soon -- run
refused "384M" --fs xfs --size 128M -- run
refused "--icount counts one vCPU" --icount --cpus 2 -- run
refused "--icount counts instructions" --icount --accel kvm -- run
refused "--modules belongs to" --modules / -- run
refused "cannot read the file" --copy /nonexistent -- run

run_vm --output "$tmp/none/r.json" -- run
ok $((status == 3 && $(grep -c "no folder" "$tmp/stderr"))) \
	"an output that cannot be written is told at once"
run_vm --help
ok $((status == 0 && $(grep -c -e '--icount' "$tmp/stdout"))) "--help teaches"
DAXBENCH_BIN=$tmp/none run_vm -- run
ok $((status == 3 && $(grep -c 'DAXBENCH_BIN' "$tmp/stderr"))) \
	"a missing daxbench is told with the way out"
done_testing
