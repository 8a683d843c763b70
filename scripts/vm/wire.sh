# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2034	# variables are shared between the parts
# shellcheck disable=SC2015	# in 'a && b || fail_env ...' the last never returns
#
# wire.sh - what comes back from the guest, which is not to be trusted
#
# The wire holds the command's stderr, then one frame
#
#	@NONCE frame LENGTH SHA256
#	LENGTH bytes of tar.gz
#
# Until a frame has proved whole, the record says failure.

WIRE_MOST_BYTES=$((512 * 1024 * 1024))
WIRE_FOLLOWER=
WIRE_CHECKER=
WIRE_NOTHING="no result came back"

# wire_follow FILE: forward to stderr what comes before the frame
wire_follow()
{
	# without the lock of the work directory, which QEMU's life shall hold
	(exec {WORK_LOCK}>&-
	tail -n +1 -f -s 0.1 --pid="$QEMU_GROUP" "$1" 2>/dev/null |
		sed -u -n -e "/^@$VM_NONCE frame /q" -e p >&2) &
	WIRE_FOLLOWER=$!
}

# wire_machine_checks FILE: a line 'machine-check ADDRESS' of the guest becomes
# that one command of the monitor: CPU 0, bank 1, an uncorrected error in the
# memory that is being read (the architecture's "data load", action required).
# Nothing else of what the guest says gets there. Whoever asks is still within
# write(2) when the line comes, and a machine check there is a panic: it gets
# half a second to return and to read.
wire_machine_checks()
{
	[ "$VM_MACHINE_CHECK" = yes ] || return 0
	(exec {WORK_LOCK}>&-
	tail -n +1 -f -s 0.1 --pid="$QEMU_GROUP" "$1" 2>/dev/null |
		LC_ALL=C sed -u -n -E \
		's/^machine-check (0x[0-9a-f]{1,13})\r?$/mce 0 1 0xbd80000000000134 0x7 \1 0x8c/p' |
		while read -r command; do
			sleep 0.5
			printf '%s\n' "$command"
		done >"$WORK/monitor.in") &
	WIRE_CHECKER=$!
}

wire_follow_end()
{
	[ -z "$WIRE_CHECKER" ] || wait "$WIRE_CHECKER" 2>/dev/null
	WIRE_CHECKER=
	[ -z "$WIRE_FOLLOWER" ] || wait "$WIRE_FOLLOWER" 2>/dev/null
	WIRE_FOLLOWER=
}

# wire_unpack WIRE DIR: 0 when DIR holds back/ and out/ of a valid frame;
# else the reason is in WIRE_WHY
wire_unpack()
{
	local wire=$1 dir=$2 start line length sum

	line=$(LC_ALL=C grep -a -b -m 1 "^@$VM_NONCE frame " "$wire" | tr -d '\0')
	WIRE_WHY=$WIRE_NOTHING
	[ -n "$line" ] || return 1
	WIRE_WHY="what came back is damaged"
	[[ $line =~ ^([0-9]+):(@$VM_NONCE\ frame\ ([0-9]{1,10})\ ([0-9a-f]{64}))$ ]] ||
		return 1
	length=${BASH_REMATCH[3]}
	sum=${BASH_REMATCH[4]}
	start=$((BASH_REMATCH[1] + ${#BASH_REMATCH[2]} + 2))
	[ "$length" -le "$WIRE_MOST_BYTES" ] || { WIRE_WHY="what came back is too big"; return 1; }
	tail -c "+$start" "$wire" | head -c "$length" > "$dir/frame.tar.gz"
	[ "$(stat -c %s "$dir/frame.tar.gz")" -eq "$length" ] ||
		{ WIRE_WHY="only a part of the result came back"; return 1; }
	[ "$(sha256sum < "$dir/frame.tar.gz")" = "$sum  -" ] || return 1
	gzip -dc "$dir/frame.tar.gz" 2>/dev/null |
		head -c "$((WIRE_MOST_BYTES + 1))" > "$dir/frame.tar"
	[ "$(stat -c %s "$dir/frame.tar")" -le "$WIRE_MOST_BYTES" ] ||
		{ WIRE_WHY="what came back is too big"; return 1; }
	wire_untar "$dir/frame.tar" "$dir"
}

# Only plain files and folders, only below the two names that belong there
wire_untar()
{
	local tar=$1 dir=$2 bad

	bad=$(LC_ALL=C tar --quoting-style=escape -tvf "$tar" 2>/dev/null |
		grep -c -v '^[-d]')
	[ "$bad" = 0 ] || { WIRE_WHY="what came back holds more than plain files"; return 1; }
	bad=$(LC_ALL=C tar --quoting-style=escape -tf "$tar" 2>/dev/null |
		grep -E -c -v '^(run/daxbench/back|out)(/|$)')
	[ "$bad" = 0 ] || { WIRE_WHY="what came back has odd names"; return 1; }
	bad=$(LC_ALL=C tar --quoting-style=escape -tf "$tar" 2>/dev/null |
		grep -E -c '(^|/)\.\.(/|$)')
	[ "$bad" = 0 ] || { WIRE_WHY="what came back has odd names"; return 1; }
	tar -x -f "$tar" -C "$dir" --no-same-owner --no-same-permissions \
		--keep-old-files 2>/dev/null &&
		chmod -R u=rwX,go=rX "$dir/run" "$dir/out" &&
		mv "$dir/run/daxbench/back" "$dir/back" &&
		[ -f "$dir/back/status" ] && rm -rf "$dir/run" \
		"$dir/frame.tar" "$dir/frame.tar.gz"
}
