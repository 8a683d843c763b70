# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2034	# variables are shared between the parts
# shellcheck disable=SC2015	# in 'a && b || fail_env ...' the last never returns
#
# verdict.sh - the exit status of the whole, and where results are put

VERDICT=3
VERDICT_WHY="nothing was run"
OUT_FILE=
OUT_DIR=
OUT_NEW=

# record STATUS REASON: the state of affairs on disk; failure until proved
record()
{
	VERDICT=$1
	VERDICT_WHY=$2
	printf 'exit=%s\nreason=%s\n' "$1" "$2" > "$WORK/vm.record"
}

# Something got no processor for long. An emulated one runs when the host lets
# it, so there that is no fault of the kernel, unless time is instructions.
KERNEL_STALLS='soft lockup|workqueue lockup|rcu: INFO: |INFO: rcu_.*stall'

# kernel_complaints FILE...: what counts against the kernel
kernel_complaints()
{
	if [ "$VM_ACCEL" = tcg ] && [ "$VM_ICOUNT" = no ]; then
		kernel_words "$@" | LC_ALL=C grep -a -v -E "$KERNEL_STALLS"
	else
		kernel_words "$@"
	fi
}

# kernel_stalls FILE...: what does not, and is said nevertheless
kernel_stalls()
{
	[ "$VM_ACCEL" = tcg ] && [ "$VM_ICOUNT" = no ] || return 0
	kernel_words "$@" | LC_ALL=C grep -a -E "$KERNEL_STALLS" |
		sed 's/^/daxbench-vm: held up by a busy host: /' >&2
}

# What a kernel says when it is broken, at the start of a line of its own. A
# "WARNING:" further on is advice (Spectre, SRSO), not a fault.
kernel_words()
{
	cat "$@" 2>/dev/null | tr -d '\r\0' | sed -e 's/^\(\[[^]]*\] *\)*//' |
		LC_ALL=C grep -a -E \
		-e '^Kernel panic - not syncing' \
		-e '^(watchdog: )?BUG: ' -e '^kernel BUG at ' \
		-e '^WARNING: ' -e '^Oops: ' -e '^Oops\b' \
		-e '^general protection fault' \
		-e '^(KASAN|KCSAN|KMSAN|UBSAN|KFENCE)' \
		-e '^Unable to handle kernel' \
		-e '^INFO: task .* blocked for more than' \
		-e '^rcu: INFO: .* (stall|detected)' \
		-e '^INFO: rcu_.*stall' |
		awk '!seen[$0]++' | head -n 20 | cut -c 1-200
}

console_tail()
{
	local lines

	lines=$(tail -n 20 "$WORK/console.log" | tr -d '\r' |
		LC_ALL=C tr -c '[:print:]\n\t' '?')
	if [ -n "$lines" ]; then
		warn "the last lines of the guest's console:"
		printf '%s\n' "$lines" | sed 's/^/  | /' >&2
	else
		warn "the guest's console is empty"
	fi
}

# verdict_of_machine: how the VM ended when it brought nothing
verdict_of_machine()
{
	case $QEMU_STATUS in
	124 | 125) record 3 "no result after $VM_TIMEOUT s (--timeout)" ;;
	137) record 3 "QEMU was killed" ;;
	0)
		if [ "$WIRE_WHY" = "$WIRE_NOTHING" ]; then
			record 3 "the guest ended without a result"
		else
			record 3 "$WIRE_WHY"
		fi ;;
	*) record 3 "QEMU ended with status $QEMU_STATUS" ;;
	esac
	kernel_words "$WORK/console.log" > "$WORK/complaints"
	warn "$VERDICT_WHY ($WIRE_WHY)"
	verdict_complaints
	[ ! -s "$WORK/qemu.out" ] || sed 's/^/  qemu: /' "$WORK/qemu.out" | tail -n 5 >&2
	console_tail
}

verdict_complaints()
{
	[ -s "$WORK/complaints" ] || return 0
	sed 's/^/daxbench-vm: the kernel says: /' "$WORK/complaints" >&2
}

# verdict_of_frame: what the guest says, checked
verdict_of_frame()
{
	local status fault

	status=$(head -c 4 "$WORK/back/status")
	[[ $status =~ ^[0-9]{1,3}$ ]] && [ "$status" -le 255 ] || status=3
	record "$status" "the command ended with exit status $status"
	kernel_complaints "$WORK/console.log" "$WORK/back/dmesg" > "$WORK/complaints"
	verdict_complaints
	kernel_stalls "$WORK/console.log" "$WORK/back/dmesg"
	if [ -f "$WORK/back/fault" ]; then
		fault=$(head -c 2000 "$WORK/back/fault" |
			LC_ALL=C tr -c '[:print:]\n' '?')
		record 3 "guest: $fault"
		warn "$fault"
		warn "the last lines of the guest's dmesg:"
		tail -n 8 "$WORK/back/dmesg" | LC_ALL=C tr -c '[:print:]\n' '?' |
			sed 's/^/  | /' >&2
	elif [ -s "$WORK/complaints" ] && [ "$status" -eq 0 ]; then
		record 3 "suspect: the command succeeded, but the kernel complained"
		warn "$VERDICT_WHY"
	fi
}

# output_check: --output must be usable before anything is booted
output_check()
{
	local wish=$VM_OUTPUT dir

	[ -n "$wish" ] || return 0
	if [[ $wish == */ ]] || [ -d "$wish" ]; then
		mkdir -p -- "$wish" && [ -w "$wish" ] ||
			fail_env "cannot write to the folder '$wish' (--output)"
		OUT_DIR=$(realpath -- "$wish")
		return
	fi
	dir=$(dirname -- "$wish")
	[ -d "$dir" ] ||
		fail_env "there is no folder '$dir' for '$wish' (--output)"
	[ ! -e "$wish" ] || [ -f "$wish" ] ||
		fail_env "'$wish' is no plain file (--output)"
	OUT_FILE=$(realpath -- "$dir")/$(basename -- "$wish")
	OUT_NEW=$(mktemp -- "$OUT_FILE.XXXXXX" 2>/dev/null) ||
		fail_env "cannot write to the folder '$dir' (--output)"
}

# put FILE TARGET: written beside, renamed
put()
{
	[ -f "$1" ] || return 0
	cp -- "$1" "$2.new.$$" && mv -f -- "$2.new.$$" "$2" ||
		fail_env "cannot write '$2'"
}

output_deliver()
{
	if [ -n "$OUT_FILE" ]; then
		output_deliver_file
	elif [ -n "$OUT_DIR" ]; then
		output_deliver_dir
	fi
}

output_deliver_file()
{
	if [ -f "$WORK/out/result.json" ]; then
		cat -- "$WORK/out/result.json" > "$OUT_NEW" &&
			chmod "$(printf '%o' $((0666 & ~$(umask))))" "$OUT_NEW" &&
			mv -f -- "$OUT_NEW" "$OUT_FILE" ||
			fail_env "cannot write '$OUT_FILE'"
		OUT_NEW=
		return
	fi
	warn "the guest left no result.json: '$OUT_FILE' is not written"
	[ "$VERDICT" -ne 0 ] || record 3 "the command left no result.json"
}

output_deliver_dir()
{
	local file

	if [ -d "$WORK/out" ]; then
		(cd "$WORK/out" && find . -type d -print0) |
			(cd "$OUT_DIR" && xargs -0r mkdir -p --) ||
			fail_env "cannot write to '$OUT_DIR'"
		while IFS= read -r -d '' file; do
			put "$WORK/out/$file" "$OUT_DIR/$file"
		done < <(cd "$WORK/out" && find . -type f -print0)
	fi
	put "$WORK/back/stdout" "$OUT_DIR/stdout.txt"
	put "$WORK/back/stderr" "$OUT_DIR/stderr.txt"
	put "$WORK/back/dmesg" "$OUT_DIR/dmesg.txt"
	put "$WORK/back/times" "$OUT_DIR/vm.times"
	put "$WORK/console.log" "$OUT_DIR/console.log"
	if [ -f "$WORK/back/vm.facts" ]; then
		put "$WORK/back/vm.facts" "$OUT_DIR/vm.facts"
	else
		put "$WORK/vm.facts" "$OUT_DIR/vm.facts"
	fi
	put "$WORK/vm.record" "$OUT_DIR/vm.record"
}
