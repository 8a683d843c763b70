# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC1010	# 'done' is a word here
# shellcheck disable=SC2034	# variables are shared between the parts
# shellcheck disable=SC2015	# in 'a && b || fail_env ...' the last never returns
#
# matrix-run.sh - which cell next, how many at a time, how far it is

RUN_DONE=0
RUN_FAILED=0
RUN_WAITING=0
declare -a RUN_QUEUE=()		# "UNIT NAME", in the order of booting
declare -A RUN_PID=() RUN_BUSY=()

# What is to run: cells that wait, and with --retry-failed those that failed
run_queue()
{
	local wanted='select(.state == "waiting")'

	[ "$MX_RETRY" = no ] || wanted='select(.state != "done")'
	# a unit is one of a folder, file system and so on: joined folders may
	# use a number twice
	mapfile -t RUN_QUEUE < <(folder_select ".[] | $wanted |
		\"\\(.unit)-\\(.fs)-\\(.pmem)-\\(.kind) \\(.name)\"")
	RUN_WAITING=${#RUN_QUEUE[@]}
}

# run_next: the first cell of a unit that is not at work, in NEXT; its place
# in the queue becomes empty
run_next()
{
	local i unit

	NEXT=
	for i in "${!RUN_QUEUE[@]}"; do
		unit=${RUN_QUEUE[i]%% *}
		[ -z "${RUN_BUSY[$unit]:-}" ] || continue
		NEXT=${RUN_QUEUE[i]#* }
		NEXT_UNIT=$unit
		unset "RUN_QUEUE[i]"
		return 0
	done
	return 1
}

cells_end()
{
	local pid

	for pid in "${!RUN_PID[@]}"; do
		kill -TERM -- "-$pid" 2>/dev/null
	done
}

run_cells()
{
	local pid ended

	folder_queue_ready
	SECONDS=0
	while [ "$STOPPED" -eq 0 ] && [ ${#RUN_QUEUE[@]} -gt 0 ] ||
		[ ${#RUN_PID[@]} -gt 0 ]; do
		while [ "$STOPPED" -eq 0 ] && [ ${#RUN_PID[@]} -lt "$MX_JOBS" ] &&
			run_next; do
			set -m
			(set +m; cell_run "$NEXT") &
			pid=$!
			set +m
			RUN_PID[$pid]="$NEXT_UNIT $NEXT"
			RUN_BUSY[$NEXT_UNIT]=yes
		done
		ended=
		wait -n -p ended "${!RUN_PID[@]}"
		run_ended "${ended:-}" $?
	done
}

# run_ended PID STATUS; a wait that a signal ended has no PID
run_ended()
{
	local name unit

	[ -n "$1" ] && [ -n "${RUN_PID[$1]:-}" ] || return 0
	unit=${RUN_PID[$1]%% *}
	name=${RUN_PID[$1]#* }
	unset "RUN_PID[$1]" "RUN_BUSY[$unit]"
	[ "$STOPPED" -eq 0 ] || return 0
	if [ "$2" -ge 128 ]; then
		warn "$name was ended from outside: it still waits"
		return
	fi
	[ "$2" -eq 0 ] || {
		cells_end
		fail_env "cannot write the record of '$name' to '$FOLDER_CELLS'"
	}
	folder_index
	run_progress "$name"
}

folder_queue_ready()
{
	run_queue
	[ "$RUN_WAITING" -gt 0 ] || return 0
	kernels_pin
}

# seconds_text N
seconds_text()
{
	if [ "$1" -lt 100 ]; then
		echo "$1 s"
	else
		echo "$((($1 + 30) / 60)) min"
	fi
}

# run_progress NAME: a line a cell, with what is left
run_progress()
{
	local state exit wall reason left='' ended record=$FOLDER_CELLS/$1/cell.json

	IFS=$'\t' read -r state exit wall reason < <(jq -r \
		'[.state, .exit, (.wall_seconds // 0 | round), .reason // ""] | @tsv' \
		"$record")
	if [ "$state" = done ]; then
		RUN_DONE=$((RUN_DONE + 1))
	else
		RUN_FAILED=$((RUN_FAILED + 1))
	fi
	ended=$((RUN_DONE + RUN_FAILED))
	[ $ended -ge "$RUN_WAITING" ] ||
		left="; about $(seconds_text $((SECONDS * (RUN_WAITING - ended) / ended))) left"
	[ "$state" = done ] && [ "$exit" -eq 0 ] || state="$state, exit status $exit"
	say "[$ended/$RUN_WAITING] $1: $state${reason:+ ($reason)} after $wall s;" \
		"$RUN_DONE done, $RUN_FAILED failed$left"
}

# The exit status of the whole folder, cells of earlier starts included
run_verdict()
{
	local done failed waiting no

	IFS=$'\t' read -r done failed waiting no < <(folder_select '
		[([.[] | select(.state == "done")] | length),
		([.[] | select(.state == "failed")] | length),
		([.[] | select(.state == "waiting")] | length),
		([.[] | select(.state == "done" and .exit == 1)] | length)] | @tsv')
	say "$done done, $failed failed, $waiting waiting in '$MX_OUTPUT'"
	[ "$waiting" -eq 0 ] && [ "$failed" -eq 0 ] && [ "$done" -gt 0 ] || exit 3
	[ "$no" -eq 0 ] || exit 1
	exit 0
}
