# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC1010	# 'done' is a word here
# shellcheck disable=SC2034	# variables are shared between the parts
# shellcheck disable=SC2015	# in 'a && b || fail_env ...' the last never returns
# shellcheck disable=SC2016	# dollars of jq
#
# matrix-cell.sh - one cell: a machine by daxbench-vm, then its record
#
# A cell is done when its command answered yes or no (exit status 0 or 1) and
# left its document. Everything else is a failed cell, with its reason, and
# with the console of its guest if there was one.

# A suite has another kernel tomorrow; a matrix has the same one in all of its
# cells, also in those of another day.
declare -A KERNEL_PIN=() KERNEL_LACKS=()

kernels_pin()
{
	local spec pin image

	while IFS=$'\t' read -r spec pin; do
		KERNEL_PIN[$spec]=$pin
	done < <(folder_select '.[].kernel | select(.pinned) | [.spec, .pinned] | @tsv')
	while IFS= read -r spec; do
		[[ $spec != */* ]] && [ ! -f "$spec" ] || continue
		[ -z "${KERNEL_PIN[$spec]:-}" ] || continue
		kernel_pin "$spec"
	done < <(folder_select '.[] | select(.state != "done") | .kernel.spec' | sort -u)
}

kernel_pin()
{
	local spec=$1 image info

	say "looking for the kernel '$spec'"
	if ! image=$("$VM_DIR/daxbench-vm" -q --print-kernel "$spec" \
		2>"$FOLDER_CELLS/.new.kernel"); then
		KERNEL_LACKS[$spec]=$(tail -n 1 "$FOLDER_CELLS/.new.kernel")
		warn "${KERNEL_LACKS[$spec]#*: }"
	else
		info=$(dirname -- "$image")/info
		KERNEL_PIN[$spec]=$(sed -n 's/^package=//p' "$info")=$(
			sed -n 's/^version=//p' "$info")
	fi
	rm -f -- "$FOLDER_CELLS/.new.kernel"
}

# cell_words NAME: what daxbench-vm is called with, in WORDS
cell_words()
{
	local spec kernel record=$FOLDER_CELLS/$1/cell.json

	spec=$(jq -r .kernel.spec "$record")
	kernel=${KERNEL_PIN[$spec]:-$spec}
	eval "WORDS=($(jq -r --arg kernel "$kernel" '
		["--kernel", $kernel]
		+ if .kernel.modules then ["--modules", .kernel.modules] else [] end
		+ ["--fs", .fs, "--pmem", .pmem] + .options | @sh' "$record"))"
	eval "WORDS_COMMAND=($(jq -r '.command | @sh' "$record"))"
}

# cell_run NAME: in a process group of its own. A signal ends daxbench-vm,
# which cleans up behind itself; the cell then still waits.
cell_run()
{
	local name=$1 dir=$FOLDER_CELLS/.new.$1 stopped=0 status spec started

	trap 'stopped=1' INT TERM HUP
	rm -rf -- "$dir"
	mkdir -- "$dir" || return 3
	spec=$(jq -r .kernel.spec "$FOLDER_CELLS/$name/cell.json")
	started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
	if [ -n "${KERNEL_LACKS[$spec]:-}" ]; then
		echo "${KERNEL_LACKS[$spec]}" > "$dir/vm.log"
		echo '0 0 0' > "$dir/times"
		status=3
	else
		cell_words "$name"
		TIMEFORMAT='%R %U %S'
		{ time setpriv --pdeathsig TERM "$VM_DIR/daxbench-vm" -q \
			"${WORDS[@]}" --output "$dir/" -- "${WORDS_COMMAND[@]}" \
			</dev/null >/dev/null 2>"$dir/vm.log"; } 2>"$dir/times"
		status=$?
	fi
	if [ $stopped -eq 1 ]; then
		rm -rf -- "$dir"
		return 130
	fi
	cell_end "$name" "$status" "$started" || return 3
}

# cell_reason STATUS: of one that failed
cell_reason()
{
	local reason

	reason=$(sed -n 's/^reason=//p' "$dir/vm.record" 2>/dev/null)
	[ -n "$reason" ] ||
		reason=$(sed -n 's/^daxbench-vm: //p' "$dir/vm.log" | tail -n 1)
	printf '%s' "${reason:-daxbench-vm ended with status $1}"
}

# cell_end NAME STATUS STARTED: results and record to their places
cell_end()
{
	local name=$1 status=$2 state=failed reason='' result='' wall user system

	read -r wall user system < <(tail -n 1 "$dir/times")
	rm -f -- "$dir/times"
	if jq -e '.schema.name | startswith("daxbench-")' \
		"$dir/result.json" >/dev/null 2>&1; then
		result=$name.json
	fi
	[ "$status" -gt 1 ] || [ -z "$result" ] || state=done
	[ $state = done ] || reason=$(cell_reason "$status")
	jq --arg state "$state" --argjson exit "$status" --arg reason "$reason" \
		--arg result "$result" --arg started "$3" \
		--argjson wall "${wall:-null}" \
		--argjson cpu "$(awk "BEGIN { print ${user:-0} + ${system:-0} }")" \
		--arg release "$(sed -n 's/^guest_release=//p' "$dir/vm.facts" 2>/dev/null)" \
		--arg pin "${KERNEL_PIN[$spec]:-}" '
		def known: if . == "" then null else . end;
		.state = $state | .exit = $exit | .reason = ($reason | known)
		| .result = ($result | known) | .started = $started
		| .wall_seconds = $wall | .cpu_seconds = $cpu | .attempts += 1
		| .kernel.release = ($release | known)
		| .kernel.pinned = ($pin | known)' \
		"$FOLDER_CELLS/$name/cell.json" > "$dir/cell.json" || return 1
	if [ -n "$result" ]; then
		mv -f -- "$dir/result.json" "$MX_OUTPUT/$result" || return 1
	fi
	rm -rf -- "${FOLDER_CELLS:?}/$name" &&
		mv -T -- "$dir" "$FOLDER_CELLS/$name"
}
