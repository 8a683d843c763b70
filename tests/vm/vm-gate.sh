#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-gate.sh - one boot each is enough for the gate: a kernel parameter that
# truly costs (slub_debug=FZPU: every slab object is checked and poisoned) has
# regressed, and the steps of the CI recipe, as they stand, fail the job for a
# kernel that is slower. That a kernel is the same as itself over 20 boots shows
# `make bench-same`; here one pair does.

# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

plan 9
daxbench=$DAXBENCH_BIN
"$daxbench" compare --help >/dev/null 2>&1 ||
	skip_all "DAXBENCH_BIN is not daxbench"
need_vm suite:bookworm suite:trixie
run=(run --workload "pmd-fault,pte-fault" --size 16m)

# boot NAME OPTION...: the result is $tmp/NAME.json
boot()
{
	local name=$1
	shift
	"$vm" --icount --timeout 1200 --kernel suite:bookworm "$@" --output "$tmp/$name.json" \
		-- "${run[@]}" </dev/null >"$tmp/stdout" 2>"$tmp/stderr"
	status=$?
	is "$status" 0 "boot: $name"
}

# judged BASE NEW STATUS WORD
judged()
{
	"$daxbench" compare "$tmp/$1.json" "$tmp/$2.json" >"$tmp/stdout" 2>"$tmp/stderr"
	status=$?
	is "$status" "$3" "$2 against $1: exit status"
	is "$(sed -n '1s/:.*//p' "$tmp/stdout")" "$4" "$2 against $1: verdict"
}

boot base
boot again
judged base again 0 same
boot slub-debug --append slub_debug=FZPU
judged base slub-debug 1 regressed

# The recipe's own steps, with a packaged kernel in place of the built one
python=/usr/bin/python3
if ! "$python" -c 'import yaml' 2>/dev/null; then
	skip 2 "no YAML reader" "the recipe"
	done_testing
fi
job=$tmp/job
candidate=$(dirname "$("$vm" -q --print-kernel suite:trixie)")
mkdir -p "$job/linux/arch/x86/boot" "$job/daxbench"
ln -s "$candidate/vmlinuz" "$job/linux/arch/x86/boot/bzImage"
ln -s "$candidate" "$job/modules"
ln -s "$daxbench" "$job/daxbench/daxbench"
step()
{
	(
		cd "$job" || exit
		recipe=$top_srcdir/examples/github-actions.yml
		eval "$("$python" -B "$top_srcdir/tests/recipes/steps.py" "$recipe" variables)"
		base=$(dirname "$("$vm" -q --print-kernel suite:bookworm)")
		BASELINE=$(basename "$base")
		BASELINE=${BASELINE%%_*}
		export BASELINE PATH="$job/daxbench:$PATH" DAXBENCH_LIBEXEC=$top_srcdir/scripts
		"$python" -B "$top_srcdir/tests/recipes/steps.py" "$recipe" script "$1" |
			sh -e
	) </dev/null >"$tmp/stdout" 2>"$tmp/stderr"
	status=$?
}
step 'Boot both'
is "$status" 0 "the recipe boots both kernels"
step Compare
is "$status" 1 "and fails the job: the candidate is slower"
done_testing
