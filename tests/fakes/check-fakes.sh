#!/bin/sh
# SPDX-License-Identifier: MIT
#
# check-fakes.sh - cases of daxbench check, and the workload mixed, can fail:
# each passes on a page-cache file, and does not with one system call lying
# (fakes.c)
top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"
daxbench=${DAXBENCH_BIN:-$PWD/daxbench}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# outcome ID FAKE [VARIANT]: of the case in that variant (pte, or any)
outcome()
{
	DAXBENCH_FAKE=$2 LD_PRELOAD=$work/fakes.so "$daxbench" check \
		--case "$1" --target "control:$work/files" --timeout 20 \
		--format ktap >"$work/ktap" 2>"$work/stderr"
	sed -n '/^    .*ok [0-9]* \(pmd\|pte\|any\) /{
		s/^    ok .*# SKIP .*/skip/; s/^    ok .*/pass/; s/^    not ok .*/fail/; p; q; }' \
		"$work/ktap"
}

# proves FAKE ID...
proves()
{
	against none "$@"
}

# against TRUTH FAKE ID...: where only another lie lets the cases pass here
against()
{
	truth_is=$1 fake=$2
	shift 2
	for id; do
		name="$id can fail: $fake"
		truth=$(outcome "$id" "$truth_is")
		if [ "$truth" != pass ]; then
			skip "$name" "it does not pass on this file system: ${truth:-no result}"
			continue
		fi
		is "$name" fail "$(outcome "$id" "$fake")"
	done
}

# mixed FAKE: what workload 'mixed' ends with on a file
mixed()
{
	DAXBENCH_FAKE=$1 LD_PRELOAD=$work/fakes.so "$daxbench" run \
		--workload mixed --ops 4000 --size 4m --repeat 1 --warmup 0 \
		--target "control:$work/files" --expect any --quiet --format text \
		>"$work/text" 2>"$work/stderr"
	echo "$? $(grep -c FINDING "$work/text")"
}

tap_start
mkdir "$work/files"
if ldd "$daxbench" 2>/dev/null | grep -q libasan; then
	skip 'fakes' 'a sanitizer does not let calls be replaced'
	tap_end
	exit
fi
if ! ${CC:-cc} -shared -fPIC -o "$work/fakes.so" \
	"$top_srcdir/tests/fakes/fakes.c" -ldl 2>"$work/stderr"; then
	not_ok 'the library of fakes builds' "$(cat "$work/stderr")"
	tap_end
	exit
fi
proves ftruncate-up E1 E4 E5 E6 E8 X8
proves fallocate-none H5 H6 U3 U4 U5
proves fallocate-grow E7
proves pread-flip C1 C3 C4 M6 M12
proves pread-zeros H4
proves ioctl-none C5
proves seek-none M8
proves fstat-half E9
proves xattr-none S2
proves pread-long C6
proves fallocate-stale U1 U2
proves pwrite-none H3 H3-unwritten P2 C9 C9-end R1 R1-zero R2 R2-store R4 R14 M10
proves fallocate-junk R3 R7
proves scan-none M4
proves mmap-private C2 C7 T3 T4
proves mmap-shared P1 P3 P4 P5
proves sync-none T1 T11 T12 T13
proves madvise-none G9 M2
proves mremap-fresh M1
proves statx-dax S1
against clone-copy clone-none F1 F2 F3 F5 F6 F8 F9 R13 U7
against dedupe-none dedupe-same F4
is 'mixed finds nothing where nothing lies' '0 0' "$(mixed none)"
for fake in pwrite-none pread-flip mmap-private ftruncate-up; do
	is "mixed can find: $fake" '1 1' "$(mixed $fake)"
done
is 'F7 can fail: clone-copy' fail "$(outcome F7 clone-copy)"
DAXBENCH_FAKE=ftruncate-up LD_PRELOAD=$work/fakes.so "$daxbench" check --case E6 \
	--target "control:$work/files" --control "$work/files" >"$work/ktap" 2>&1
is 'what fails on the page cache too is said not to be DAX' 1 \
	"$(grep -c 'control: fail: .*; fails on the page cache too: not a fault of DAX' "$work/ktap")"
tap_end
