#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-old-kernel.sh - on a DAX file system, with no more than Linux 4.4 has: the
# target is recognised, mappings are witnessed, what is missing is said

# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

plan 9
need_vm ""
${CC:-cc} -D_GNU_SOURCE -std=gnu17 -O1 -static -o "$tmp/old-kernel" \
	"$top_srcdir/tests/old-kernel/old-kernel.c" 2>"$tmp/cc" ||
	skip_all "no C compiler that links statically"
[ "$DAXBENCH_BIN" != "$(command -v busybox)" ] ||
	skip_all "DAXBENCH_BIN is not daxbench"

# words below are the guest's shell's
# shellcheck disable=SC2016
run_vm --mkfs-profile old --namespace pfn --copy "$tmp/old-kernel" --output "$tmp/out/" --raw-command -- sh -c '
	old-kernel --probe | grep statx
	old-kernel daxbench run --workload pmd-fault,pte-fault --size 16m \
		--repeat 2 --output run.json || echo "run: $?"
	old-kernel daxbench check --case E1,C1,H2 --output check.json >/dev/null ||
		echo "check: $?"
	old-kernel daxbench explain /mnt/dax --size 8m --require pmd ||
		echo "explain: $?"'
is "$status" 0 "the guest answers"
printed "statx ENOSYS" "under the filter"
ok $((!$(grep -c -E '^(run|check|explain): ' "$tmp/stdout"))) \
	"run, check and explain say yes"
of_run()
{
	jq -r "$1" "$tmp/out/run.json"
}
is "$(of_run '[.runs[].mapping | .page_size + " " + .agreement] | join(", ")')" \
	"pmd witnessed, pte witnessed" "mappings are witnessed"
is "$(of_run '.target.facts[] | select(.key | startswith("statx.")) | .status + ": " + .reason' |
	sort -u | grep -c -i "function not implemented")" 1 \
	"statx is an unknown fact with its reason"
is "$(of_run '[.runs[0].mapping.witnesses[] | select(.name == "pagemap-scan") | .verdict] | join(" ")')" \
	"unavailable" "PAGEMAP_SCAN is a witness that is not there"
ok "$(grep -c 'Linux 6.7' "$tmp/out/run.json")" "with the release that has it"
ok "$(grep -c -- '\^metadata_csum,\^64bit' "$tmp/out/vm.facts")" \
	"--mkfs-profile old leaves out what Linux 4.4 does not know"
ok "$(grep -c '^pfn_mode=ram' "$tmp/out/vm.facts")" \
	"--namespace pfn is memory mode, made without ndctl"
done_testing
