#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-power-cut.sh - what was acknowledged survives a killed QEMU, and what was
# not made durable is seen to be lost
#
# CUTS, KERNELS and MODES make it long: CUTS=100 MODES= in each mode of
#	KERNELS='suite:bookworm suite:trixie-backports'
export DAXBENCH_BIN="${DAXBENCH_BIN:-$PWD/daxbench}"
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

cuts=${CUTS:-2}
kernels=${KERNELS:-suite:bookworm}
modes=${MODES-map-sync,fsync,store}
need=0
for kernel in $kernels; do
	need=$((need + 5))
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

for kernel in $kernels; do
	run_vm --quiet --kernel "$kernel" --power-cut --cuts "$cuts" \
		--modes "$modes" --output "$tmp/powercut-1.json"
	is "$status" 0 "$kernel: exit status 0"
	is "$(verdicts "$tmp/powercut-1.json" kept)" kept "$kernel: no acknowledged record is lost"
	is "$(verdicts "$tmp/powercut-1.json" lost)" control-lost "$kernel: every control loses some"
	is "$(grep -c '"cut": ' "$tmp/powercut-1.json")" \
		"$((cuts * $(grep -c '"promise": ' "$tmp/powercut-1.json")))" "$kernel: every cut is in the document"
	is "$(/usr/bin/python3 -B "$top_srcdir/tests/schema/validate.py" "$top_srcdir/schema" --own \
		"$tmp/powercut-1.json" | cut -f 2)" 0 "$kernel: the document fits its schema"
	sed 's/^/# /' "$tmp/stdout"
done
run_vm --power-cut -- list
is "$status" 2 "a command beside --power-cut is a usage error"
run_vm --power-cut --pmem e820
is "$status" 2 "memory that dies with QEMU is a usage error"
done_testing
