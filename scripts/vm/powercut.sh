# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2034	# variables are shared between the parts
# shellcheck disable=SC2016	# for the shell of the guest
# shellcheck disable=SC2153	# set in options.sh
# shellcheck disable=SC2015	# in 'a && b || fail_env ...' the last never returns
#
# powercut.sh - does what was acknowledged survive the loss of power?
#
# One pmem image and a row of boots:
#
#	boot 0   make the file system, write records             KILL
#	boot 1   verify them; write records of another seed      KILL
#	...
#	boot N   verify
#
# 'daxbench durable' writes and verifies in the guest. Its acknowledgements
# go straight to the serial port, and the next record is not written before
# they have left it; at a seeded random time after the first one QEMU is killed
# with SIGKILL. Whole lines that have arrived by then count.

# NAME:MODE OF 'daxbench durable':MOUNT:PROMISE
POWERCUT_MODES=(
	map-sync:map-sync:dax:kept
	msync:msync:dax:kept
	fsync:fsync:dax:kept
	dsync:dsync:dax:kept
	page-cache-fsync:fsync:relatime:kept
	store:store:dax:lost
	write:write:dax:lost
	page-cache-write:write:relatime:lost
)
POWERCUT_LATEST_MS=2000
POWERCUT_LIMITS="a killed QEMU loses what the guest kept in its memory: page \
cache, uncommitted metadata, open journal transactions. It does not lose what \
the CPU of a real machine keeps in its caches: a flush instruction left out is \
not seen here."
POWERCUT_STATE=
POWERCUT_COMMA=
POWERCUT_WORST=0
declare -A CUT=() SUM=()
# the cut that is not verified yet
CUT_MODE=''
CUT_SEED=''
CUT_ACK=''
CUT_AFTER=''

# The next of the seeded sequence, below $1
powercut_random()
{
	POWERCUT_STATE=$(((POWERCUT_STATE * 1103515245 + 12345) & 0x7fffffff))
	POWERCUT_RANDOM=$(((POWERCUT_STATE >> 8) % $1))
}

powercut_names()
{
	printf '%s\n' "${POWERCUT_MODES[@]}" | cut -d: -f1
}

# powercut_worse STATUS: 1 is worse than 3, 3 than 0
powercut_worse()
{
	case $POWERCUT_WORST-$1 in
	0-* | 3-1) POWERCUT_WORST=$1 ;;
	esac
}

# powercut_count WIRE: acknowledged records, by whole lines; awk would take a
# last line without its end for one
powercut_count()
{
	LC_ALL=C grep -a -c -E '^acknowledged [0-9]+;' "$1"
}

# powercut_command: verify what CUT_* says, then write for the mode $1, or end
powercut_command()
{
	local text='d=/mnt/dax/power-cut; mkdir -p $d; sync;'

	[ -z "$CUT_MODE" ] ||
		text+=" daxbench durable verify \$d --acknowledged $CUT_ACK --seed $CUT_SEED --remove 2>&1 | sed 's/^/verified: /' >/dev/ttyS1;"
	if [ -z "$1" ]; then
		text+=' exit 0'
	else
		text+=" sync; daxbench durable write \$d --mode $1 --seed $2 2>&1 >/dev/ttyS1 | sed 's/^/trouble: /' >/dev/ttyS1; exec sleep 1000"
	fi
	VM_COMMAND=(sh -c "$text")
}

# powercut_await PATTERN: on the wire, while QEMU runs
powercut_await()
{
	until LC_ALL=C grep -a -q -E "$1" "$WORK/wire"; do
		kill -0 "$QEMU_GROUP" 2>/dev/null || return 1
		sleep 0.05
	done
}

# The guest's answer to 'verify', into the sums of the mode that was cut
powercut_verified()
{
	local line field value

	powercut_await '^verified: .*beyond [0-9]+' || return 1
	line=$(LC_ALL=C grep -a -m 1 '^verified: ' "$WORK/wire" | tr -d '\r()')
	for field in acknowledged found lost absent torn foreign beyond; do
		[[ $line =~ \ $field\ ([0-9]{1,9})(,|$|\ ) ]] || return 1
		value=${BASH_REMATCH[1]}
		CUT[$field]=$value
		SUM[$CUT_MODE,$field]=$((${SUM[$CUT_MODE,$field]:-0} + value))
	done
	SUM[$CUT_MODE,cuts]=$((${SUM[$CUT_MODE,cuts]:-0} + 1))
	[ "${CUT[lost]}" -eq 0 ] ||
		SUM[$CUT_MODE,cuts_with_loss]=$((${SUM[$CUT_MODE,cuts_with_loss]:-0} + 1))
	printf '%s  {"mode": "%s", "cut": %d, "seed": %d, "after_ms": %d, "acknowledged": %d, "found": %d, "lost": %d, "absent": %d, "torn": %d, "foreign": %d, "beyond": %d}' \
		"$POWERCUT_COMMA" "$CUT_MODE" "${SUM[$CUT_MODE,cuts]}" \
		"$CUT_SEED" "$CUT_AFTER" "${CUT[acknowledged]}" "${CUT[found]}" \
		"${CUT[lost]}" "${CUT[absent]}" "${CUT[torn]}" \
		"${CUT[foreign]}" "${CUT[beyond]}" >> "$WORK/cuts"
	POWERCUT_COMMA=$',\n'
	say "$CUT_MODE, cut ${SUM[$CUT_MODE,cuts]} after $CUT_AFTER ms:" \
		"acknowledged ${CUT[acknowledged]}, lost ${CUT[lost]}"
}

# What went wrong in the guest, one line
powercut_why()
{
	if wire_unpack "$WORK/wire" "$WORK" && [ -f "$WORK/back/fault" ]; then
		head -c 300 "$WORK/back/fault"
	elif [ "$QEMU_STATUS" = 124 ] || [ "$QEMU_STATUS" = 137 ]; then
		echo "no answer within $VM_TIMEOUT s (--timeout)"
	else
		LC_ALL=C grep -a -E '^(trouble|verified): ' "$WORK/wire" | head -n 1
	fi | LC_ALL=C tr -c '[:print:]' ' '
	rm -rf "$WORK/back" "$WORK/out"
}

# What the kernel complained about in this boot
powercut_console()
{
	kernel_complaints "$WORK/console.log" > "$WORK/complaints"
	[ -s "$WORK/complaints" ] || return 0
	verdict_complaints
	powercut_worse 3
	: "${SUM[$1,why]:=the kernel complained: $(head -n 1 "$WORK/complaints")}"
}

# powercut_boot NAME MODE MOUNT: verify the cut before, write, cut. 1: the row
# of boots cannot go on; 2: this mode cannot be written here. Without a NAME
# only the cut before is verified.
powercut_boot()
{
	local seed

	powercut_random 1000000000
	seed=$POWERCUT_RANDOM
	VM_MOUNT_OPTS=${3:-dax}
	powercut_command "${2:-}" "$seed"
	initramfs_join "$WORK/initramfs"
	qemu_build "$IMAGE_BOOT" "$WORK/initramfs"
	qemu_start "$WORK/console.log" "$WORK/wire" "$VM_TIMEOUT"
	if [ -n "$CUT_MODE" ] && ! powercut_verified; then
		qemu_wait
		SUM[$CUT_MODE,why]="could not be verified: $(powercut_why)"
		return 1
	fi
	CUT_MODE=
	VM_KEPT=yes
	if [ -z "${1:-}" ]; then
		qemu_wait
		powercut_console end
		return
	fi
	if ! powercut_await '^(acknowledged 0;|trouble: )|^@' ||
		! LC_ALL=C grep -a -q '^acknowledged 0;' "$WORK/wire"; then
		# a guest that answers ends by itself
		if LC_ALL=C grep -a -q '^trouble: ' "$WORK/wire"; then
			qemu_kill
		else
			qemu_wait
		fi
		SUM[$1,why]=$(powercut_why)
		return 2
	fi
	powercut_random "$POWERCUT_LATEST_MS"
	CUT_AFTER=$POWERCUT_RANDOM
	sleep "$((CUT_AFTER / 1000)).$(printf %03d $((CUT_AFTER % 1000)))"
	qemu_kill
	CUT_MODE=$1 CUT_SEED=$seed
	CUT_ACK=$(powercut_count "$WORK/wire")
	powercut_console "$1"
}

# powercut_judge NAME PROMISE: MODE_VERDICT, MODE_WHY, and the exit status
powercut_judge()
{
	local lost=${SUM[$1,lost]:-0}

	MODE_WHY=${SUM[$1,why]:-}
	if [ "$lost" -gt 0 ] && [ "$2" = kept ]; then
		MODE_VERDICT=lost
		powercut_worse 1
	elif [[ $MODE_WHY == *"not supported"* ]]; then
		MODE_VERDICT=skipped
	elif [ -n "$MODE_WHY" ]; then
		MODE_VERDICT=broken
		powercut_worse 3
	elif [ "${SUM[$1,acknowledged]:-0}" -eq 0 ]; then
		MODE_VERDICT=not-run
		MODE_WHY="no record was acknowledged"
		powercut_worse 3
	elif [ "$2" = kept ]; then
		MODE_VERDICT=kept
	elif [ "$lost" -gt 0 ]; then
		MODE_VERDICT=control-lost
	else
		MODE_VERDICT=control-blind
		MODE_WHY="nothing was lost though nothing was made durable: these cuts prove nothing"
		powercut_worse 3
	fi
}

json_string()
{
	local text=${1//\\/\\\\}

	text=${text//\"/\\\"}
	printf '"%s"' "${text//[$'\001'-$'\037']/ }"
}

# powercut_mode_json NAME PROMISE
powercut_mode_json()
{
	local field

	printf '  {"mode": "%s", "promise": "%s", "verdict": "%s", "reason": %s' \
		"$1" "$2" "$MODE_VERDICT" \
		"$([ -n "$MODE_WHY" ] && json_string "$MODE_WHY" || echo null)"
	for field in cuts cuts_with_loss acknowledged found lost absent torn foreign beyond; do
		printf ', "%s": %d' $field "${SUM[$1,$field]:-0}"
	done
	printf '}'
}

powercut_json()
{
	cat <<-EOF
	{
	 "schema": {"name": "daxbench-powercut", "version": 1},
	 "tool": {"name": "daxbench", "version": "$("$DAXBENCH" --version | sed -n '1s/^daxbench //p')"},
	 "status": "$1",
	 "seed": $POWERCUT_SEED,
	 "cuts_asked": $POWERCUT_CUTS,
	 "kernel_release": $(json_string "$KERNEL_RELEASE"),
	 "kernel_package": $(json_string "$KERNEL_PACKAGE"),
	 "fs": "$VM_FS",
	 "pmem": "$VM_PMEM",
	 "accel": "$VM_ACCEL",
	 "qemu": $(json_string "$QEMU_VERSION"),
	 "cannot_show": $(json_string "$POWERCUT_LIMITS"),
	 "modes": [
	$(cat "$WORK/modes")
	 ],
	 "cuts": [
	$(cat "$WORK/cuts")
	 ]
	}
	EOF
}

# The document is brought up to date after every mode
powercut_deliver()
{
	mkdir -p "$WORK/out"
	powercut_json "$1" > "$WORK/out/result.json"
	if [ -n "$OUT_DIR" ]; then
		put "$WORK/out/result.json" "$OUT_DIR/power-cut.json"
	elif [ -n "$OUT_FILE" ]; then
		put "$WORK/out/result.json" "$OUT_FILE"
	fi
}

powercut_asked()
{
	[ -z "$POWERCUT_ASKED" ] || [[ ,$POWERCUT_ASKED, == *,$1,* ]]
}

# All cuts of all modes in one row; 1 when it had to end early
powercut_cuts()
{
	local row name mode mount promise cut

	for row in "${POWERCUT_MODES[@]}"; do
		IFS=: read -r name mode mount promise <<< "$row"
		powercut_asked "$name" || continue
		for ((cut = 1; cut <= POWERCUT_CUTS; cut++)); do
			powercut_boot "$name" "$mode" "$mount"
			case $? in
			1) return 1 ;;
			2) break ;;
			esac
		done
		powercut_report interrupted
	done
	powercut_boot
}

# powercut_report STATUS: judge what there is, and write the document
powercut_report()
{
	local row name mode mount promise comma=

	POWERCUT_WORST=0
	: > "$WORK/modes"
	: > "$WORK/table"
	for row in "${POWERCUT_MODES[@]}"; do
		IFS=: read -r name mode mount promise <<< "$row"
		powercut_asked "$name" || continue
		powercut_judge "$name" "$promise"
		{
			printf %s "$comma"
			powercut_mode_json "$name" "$promise"
		} >> "$WORK/modes"
		comma=$',\n'
		printf '%-18s %5d %13d %9d %9d %6d  %s%s\n' "$name" \
			"${SUM[$name,cuts]:-0}" "${SUM[$name,acknowledged]:-0}" \
			"${SUM[$name,found]:-0}" "${SUM[$name,lost]:-0}" \
			"${SUM[$name,torn]:-0}" "$MODE_VERDICT" \
			"${MODE_WHY:+: $MODE_WHY}" >> "$WORK/table"
	done
	powercut_deliver "$1"
}

powercut()
{
	POWERCUT_STATE=$POWERCUT_SEED
	VM_IMAGE=$WORK/pmem.img
	: > "$WORK/cuts"
	powercut_cuts
	powercut_report complete
	printf '%-18s %5s %13s %9s %9s %6s  %s\n' \
		mode cuts acknowledged found lost torn verdict
	cat "$WORK/table"
	echo "cannot show: $POWERCUT_LIMITS"
	VERDICT=$POWERCUT_WORST
}
