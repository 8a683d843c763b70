#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-wire.sh - what a guest sends is only taken when it is whole and harmless
#
# Boots nothing: the unpacking function gets frames made here.

# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/vm/wire.sh
. "$top_srcdir/scripts/vm/wire.sh"

export VM_NONCE=mark

# frame TAR [LENGTH [SUM]]: a wire that carries it
frame()
{
	local length sum

	gzip -c "$1" > "$tmp/gz"
	length=$(stat -c %s "$tmp/gz")
	sum=$(sha256sum < "$tmp/gz")
	{
		printf 'noise\0more\n@mark frame %s %s\n' "${2:-$length}" \
			"${3:-${sum%% *}}"
		cat "$tmp/gz"
	} > "$tmp/wire"
}

# unpacks: 1 when the frame was taken
unpacks()
{
	rm -rf "$tmp/into"
	mkdir "$tmp/into"
	wire_unpack "$tmp/wire" "$tmp/into" && echo 1 || echo 0
}

# refused REASON NAME
refused()
{
	rm -rf "$tmp/into"
	mkdir "$tmp/into"
	WIRE_WHY=
	wire_unpack "$tmp/wire" "$tmp/into"
	status=$?
	ok $((status != 0)) "refused: $2"
	is "$WIRE_WHY" "$1" "the reason: $2"
}

plan 18
mkdir -p "$tmp/good/run/daxbench/back" "$tmp/good/out"
echo 0 > "$tmp/good/run/daxbench/back/status"
echo text > "$tmp/good/out/file"
tar -C "$tmp/good" -cf "$tmp/good.tar" run/daxbench/back out
frame "$tmp/good.tar"
ok "$(unpacks)" "a whole frame is taken"
is "$(cat "$tmp/into/out/file" "$tmp/into/back/status")" $'text\n0' \
	"with what is in it"

: > "$tmp/wire"
refused "no result came back" "an empty wire"
frame "$tmp/good.tar" "" "$(printf '%064d' 0)"
refused "what came back is damaged" "a wrong digest"
frame "$tmp/good.tar" 99999
refused "only a part of the result came back" "a frame cut short"
frame "$tmp/good.tar" 9999999999
refused "what came back is too big" "a frame that says it is huge"

cp -r "$tmp/good" "$tmp/link"
ln -s /etc "$tmp/link/out/etc"
tar -C "$tmp/link" -cf "$tmp/bad.tar" run/daxbench/back out
frame "$tmp/bad.tar"
refused "what came back holds more than plain files" "a symbolic link"

tar -C "$tmp/good" -P --transform 's,^out/file,out/../../../escaped,' \
	-cf "$tmp/bad.tar" run/daxbench/back out
frame "$tmp/bad.tar"
refused "what came back has odd names" "a name with .."
tar -C "$tmp/good" -P --transform 's,^out/file,/tmp/escaped,' \
	-cf "$tmp/bad.tar" run/daxbench/back out
frame "$tmp/bad.tar"
refused "what came back has odd names" "an absolute name"

truncate -s $((WIRE_MOST_BYTES + 4096)) "$tmp/good/out/file"
tar -C "$tmp/good" -cf "$tmp/bad.tar" run/daxbench/back out
frame "$tmp/bad.tar"
refused "what came back is too big" "little that unpacks to much"
done_testing
