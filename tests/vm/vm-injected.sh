#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-injected.sh - the cases that inject faults can fail: each passes, and does
# not with one system call lying (tests/fakes/fakes.c). They need root and a
# file system to themselves, so a virtual machine.
export DAXBENCH_BIN="${DAXBENCH_BIN:-$PWD/daxbench}"
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

lies='T5:mmap-nosync T10:sync-none X3:madvise-unpoisoned X4:madvise-unpoisoned
	X5:pread-zeros X7:shutdown-none X10:remount-none X11:pwrite-none
	T7:mmap-nosync S2:xattr-none S3:xattr-none S4:mmap-private X2:quotactl-none
	M9-core:filter-none'
# shellcheck disable=SC2016	# for the shell of the guest
guest='for pair in none:none "$@"; do
	id=${pair%:*} lie=${pair#*:}
	[ "$lie" != none ] || id=T5,T7,T10,X2,X3,X4,X5,X7,X10,X11,S2,S3,S4,M9
	DAXBENCH_FAKE=$lie LD_PRELOAD=/usr/bin/fakes.so daxbench check \
		--dangerous --case $id --output /out/$lie-${id%%,*}.json >&2
done
umount /mnt/dax && mount -t xfs /dev/pmem0 /mnt/dax &&
	daxbench check --dangerous --case M9-swap --target control:/mnt/dax \
		--output /out/page-cache-M9-swap.json >&2
true'

# outcomes FILE: "ID outcome" of each case that was not skipped, the worst word
outcomes()
{
	/usr/bin/python3 - "$1" <<-'EOF'
	import json, sys
	seen = {}
	for c in json.load(open(sys.argv[1]))["cases"]:
	    if c["outcome"] != "skip":
	        seen.setdefault(c["id"], set()).add(c["outcome"])
	print(*(i + ":" + "+".join(sorted(seen[i])) for i in seen))
	EOF
}

plan 17
need_vm suite:bookworm
${CC:-cc} -shared -fPIC -o "$tmp/fakes.so" "$top_srcdir/tests/fakes/fakes.c" -ldl 2>"$tmp/stderr" ||
	skip_all "the library of fakes does not build: $(head -n 1 "$tmp/stderr")"
mkdir "$tmp/out"
# shellcheck disable=SC2086	# a list
run_vm --quiet --kernel suite:bookworm --fs xfs --copy "$tmp/fakes.so" \
	--output "$tmp/out/" --raw-command -- sh -c "$guest" - $lies
is "$status" 0 "the guest answers"
is "$(outcomes "$tmp/out/none-T5.json")" \
	'T5:pass T7:pass T10:pass X2:pass X3:pass X4:pass X5:pass X7:pass X10:pass X11:pass S2:pass S3:pass S4:pass M9-core:pass M9-swap:pass' \
	"with the truth all pass"
for pair in $lies; do
	id=${pair%:*}
	is "$(outcomes "$tmp/out/${pair#*:}-$id.json")" "$id:fail" "$id can fail: ${pair#*:}"
done
is "$(outcomes "$tmp/out/page-cache-M9-swap.json")" M9-swap:fail "M9-swap can fail: the page cache"
done_testing
