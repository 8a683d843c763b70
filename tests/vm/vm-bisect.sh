#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-bisect.sh - examples/bisect with real kernels: one that is good, one that
# is slower, an image that is none

# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

plan 4
need_vm suite:bookworm suite:trixie
[ "$DAXBENCH_BIN" != "$(command -v busybox)" ] ||
	skip_all "DAXBENCH_BIN is not daxbench"
export DAXBENCH=$DAXBENCH_BIN DAXBENCH_LIBEXEC=$top_srcdir/scripts

# step KERNEL ARG...: as 'git bisect run' would
step()
{
	local image=$1

	shift
	"$top_srcdir/examples/bisect" --baseline "$tmp/base.json" --kernel "$image" \
		--modules "$(dirname "$image")" "$@" \
		-- run --workload pte-fault --size 4m --repeat 3 \
		</dev/null >"$tmp/stdout" 2>"$tmp/stderr"
	status=$?
}

good=$("$vm" -q --print-kernel suite:bookworm)
worse=$("$vm" -q --print-kernel suite:trixie)
step "$good" --save
is "$status" 0 "the baseline, of the kernel of Debian 12"
step "$worse"
is "$status" 1 "that of Debian 13 takes more instructions for a fault: bad"
ok "$(grep -c 'latency_p50 rose by' "$tmp/stdout")" "and by how much"
head -c 100000 "$good" > "$tmp/bzImage"
ln -s "$(dirname "$good")/lib" "$tmp/lib"
printf '\0\0\0\0' | dd of="$tmp/bzImage" bs=1 seek=514 conv=notrunc 2>/dev/null
step "$tmp/bzImage"
is "$status" 125 "an image without a header is skipped"
done_testing
