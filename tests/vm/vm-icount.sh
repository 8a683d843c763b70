#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-icount.sh - under --icount two boots agree on the cost of a fault, on the CPU
# that is named and no other

# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

plan 8
need_vm ""
${CC:-cc} -O2 -static -o "$tmp/fault-cost" \
	"$top_srcdir/tests/vm/fault-cost.c" 2>"$tmp/cc" ||
	skip_all "no C compiler that links statically"

# close_to A B: within 0.01 % of each other
close_to()
{
	local apart=$(($1 - $2))

	echo $((${apart#-} * 10000 <= $1))
}

for boot in 1 2; do
	run_vm --icount --exec "$tmp/fault-cost" -- /mnt/dax
	is "$status" 0 "boot $boot"
	cp "$tmp/stdout" "$tmp/boot$boot"
done
for kind in pmd pte; do
	first=$(sed -n "s/^$kind //p" "$tmp/boot1")
	second=$(sed -n "s/^$kind //p" "$tmp/boot2")
	ok $((${first:-0} > 1000)) "a $kind fault costs instructions ($first)"
	ok "$(close_to "${first:-0}" "${second:--1}")" \
		"a $kind fault costs the same at both boots ($first, $second)"
done

# A feature that this QEMU lacks is a warning of QEMU's, and another machine.
# shellcheck source=scripts/vm/cpu.sh
. "$top_srcdir/scripts/vm/cpu.sh"
run_vm --icount --raw-command -- sed -n 's/^model name.*: //p; s/^flags.*: //p; /^$/q' /proc/cpuinfo
is "$(head -n 1 "$tmp/stdout")" "daxbench-tcg-$CPU_TCG_VERSION" "the CPU says its version"
lacking=
for feature in "${CPU_TCG_FEATURES[@]}"; do
	feature=${feature//./_}
	tail -n +2 "$tmp/stdout" | grep -qw "${feature/lahf-lm/lahf_lm}" ||
		lacking="$lacking $feature"
done
is "$lacking" "" "it has every feature that is named"
done_testing
