#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-bad-blocks.sh - bad blocks under a run, before a write and in the layout:
# status 3, a whole document, a message that says what and where, nothing left

# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

plan 15
need_vm suite:bookworm
export DAXBENCH_BIN=$PWD/daxbench
run_vm -q --kernel suite:bookworm --mkfs-opts "-O ^has_journal" --timeout 240 \
	--copy "$top_srcdir/tests/vm/guest-bad-blocks.sh" --raw-command \
	--output "$tmp/out/" -- guest-bad-blocks.sh
out=$tmp/out
is "$status" 0 "the guest ran"
is "$(cat "$out/bad.status")" 0 "the medium went bad ($(wc -l <"$out/badblocks") ranges)"

# failed NAME MESSAGE-PATTERN
failed()
{
	is "$(cat "$out/$1.status")" 3 "$1: status 3"
	is "$(/usr/bin/python3 -c '
import json, sys
d = json.load(open(sys.argv[1]))
print(d["status"], d["runs"][0]["validity"]["state"] in ("suspect", "invalid"))' \
		"$out/$1.json" 2>&1)" "failed True" "$1: a whole document that says so"
	ok "$(grep -c -m 1 -E -e "$2" "$out/$1.err")" "$1: $(head -n 1 "$out/$1.err")"
	is "$(cat "$out/$1.left")" "" "$1: nothing is left behind"
}

failed load 'SIGBUS \(BUS_[A-Z]+\)( on a load)? at file offset [0-9]+'
failed layout 'cannot write the file at offset [0-9]+: Input/output error'
failed write "engine 'psync', write at file offset [0-9]+: Input/output error"
ok "$(grep -c -m 1 'kernel log' "$out/write.err")" "the hint names the kernel's log"
done_testing
