#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-power-cut.sh - what was acknowledged survives a killed QEMU, and what was
# not made durable is seen to be lost
#
# CUTS, GUESTS (KERNEL:FS:PMEM) and MODES make it long: CUTS=100 MODES= in each
# mode of
#	GUESTS='suite:bookworm:ext4:nvdimm suite:trixie-backports:xfs:nvdimm'
export DAXBENCH_BIN="${DAXBENCH_BIN:-$PWD/daxbench}"
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

cuts=${CUTS:-2}
guests=${GUESTS:-suite:bookworm:ext4:nvdimm suite:trixie:xfs:virtio}
modes=${MODES-map-sync,fsync,store}
need=0
kernels=
for guest in $guests; do
	need=$((need + 5))
	kernels="$kernels ${guest%:*:*}"
done
plan $((need + 2))
# shellcheck disable=SC2086	# a list
need_vm $kernels

# verdicts FILE PROMISE: of the modes that promise so
verdicts()
{
	/usr/bin/python3 - "$1" "$2" <<-'EOF'
	import json, sys
	print(*sorted({m["verdict"] for m in json.load(open(sys.argv[1]))["modes"] if m["promise"] == sys.argv[2]}))
	EOF
}

# A mode that cannot be had (MAP_SYNC on virtio-pmem) has no cuts.
cuts_of()
{
	/usr/bin/python3 - "$1" <<-'EOF'
	import json, sys
	print(sum(m["cuts"] for m in json.load(open(sys.argv[1]))["modes"] if m["verdict"] != "skipped"))
	EOF
}

modes_of()
{
	/usr/bin/python3 - "$1" <<-'EOF'
	import json, sys
	print(sum(m["verdict"] != "skipped" for m in json.load(open(sys.argv[1]))["modes"]))
	EOF
}

for guest in $guests; do
	IFS=: read -r suite name fs pmem <<<"$guest"
	wanted=kept
	[ "$pmem" != virtio ] || [[ -n $modes && ,$modes, != *,map-sync,* ]] || wanted='kept skipped'
	run_vm --quiet --kernel "$suite:$name" --fs "$fs" --pmem "$pmem" --power-cut \
		--cuts "$cuts" --modes "$modes" --output "$tmp/powercut-1.json"
	is "$status" 0 "$guest: exit status 0"
	is "$(verdicts "$tmp/powercut-1.json" kept)" "$wanted" "$guest: no acknowledged record is lost"
	is "$(verdicts "$tmp/powercut-1.json" lost)" control-lost "$guest: every control loses some"
	is "$(cuts_of "$tmp/powercut-1.json")" \
		"$((cuts * $(modes_of "$tmp/powercut-1.json")))" "$guest: every cut is in the document"
	is "$(/usr/bin/python3 -B "$top_srcdir/tests/schema/validate.py" "$top_srcdir/schema" --own \
		"$tmp/powercut-1.json" | cut -f 2)" 0 "$guest: the document fits its schema"
	sed 's/^/# /' "$tmp/stdout"
done
run_vm --power-cut -- list
is "$status" 2 "a command beside --power-cut is a usage error"
run_vm --power-cut --pmem e820
is "$status" 2 "memory that dies with QEMU is a usage error"
done_testing
