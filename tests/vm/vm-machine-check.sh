#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-machine-check.sh - a machine check in a DAX page reaches the process that
# reads it; and the case that says so fails when none comes
export DAXBENCH_BIN="${DAXBENCH_BIN:-$PWD/daxbench}"
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

plan 5
need_vm suite:bookworm

# The second run asks nobody.
# shellcheck disable=SC2016	# for the shell of the guest
guest='daxbench check --dangerous --case X12 >/out/asked
	DAXBENCH_MACHINE_CHECK=/dev/null daxbench check --dangerous --case X12 >/out/unasked
	true'
mkdir "$tmp/out"
run_vm --quiet --kernel suite:bookworm --machine-check --output "$tmp/out/" --raw-command -- sh -c "$guest"
# The host cannot aim between two instructions: one that finds the processor in
# the kernel, in the tick of a timer, is a panic and says nothing of the reader.
if grep -q 'Data load in unrecoverable area of kernel' "$tmp/stderr"; then
	skip 3 "the machine check hit the kernel, not the reader" "a machine check reaches its reader"
else
	is "$status" 0 "the guest answers"
	is "$(grep -c '^    ok .* \(pmd\|pte\) ' "$tmp/out/asked")" 2 "by PMD and by PTE the reader gets SIGBUS"
	sed 's/^/# /' "$tmp/out/asked"
	is "$(grep -c '^    not ok .*no SIGBUS' "$tmp/out/unasked")" 2 "X12 can fail: nobody sends a machine check"
fi
run_vm --machine-check --icount -- list
is "$status" 2 "--machine-check beside --icount is a usage error"
run_vm --machine-check --accel kvm -- list
is "$status" 2 "so it is beside KVM"
done_testing
