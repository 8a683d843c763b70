# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2034	# variables are shared between the parts
# shellcheck disable=SC2015	# in 'a && b || fail_env ...' the last never returns
#
# matrix-plan.sh - from the options to cells, in the order of booting
#
# Cell i is CELL_NAME[i] and so on. Cells of one unit run one after the other:
# a unit is one cell or a block of two pairs, ABBA or BAAB, in which a drift
# of the host weighs on both sides alike.

CELLS=0
UNITS=0
declare -a CELL_NAME=() CELL_UNIT=() CELL_KERNEL=() CELL_FS=() CELL_PMEM=()
declare -a CELL_KIND=() CELL_PAIR=() CELL_SIDE=() CELL_ORDER=()
declare -a KERNEL_LABEL=()

# A name for people and for files: the SPEC without what is always the same
kernel_label()
{
	local label=$1

	label=${label#suite:}
	label=${label#linux-image-}
	case $label in
	*/bzImage | */vmlinuz) label=${label%/*} ;;
	esac
	label=${label%/arch/x86*/boot}
	while [[ $label == [./]* ]]; do
		label=${label#?}
	done
	label=${label//[^A-Za-z0-9._+-]/-}
	echo "${label:-default}"
}

plan_labels()
{
	local i j

	for i in "${!MX_KERNELS[@]}"; do
		KERNEL_LABEL[i]=$(kernel_label "${MX_KERNELS[i]}")
		[ ${#KERNEL_LABEL[i]} -le 150 ] ||
			KERNEL_LABEL[i]=${KERNEL_LABEL[i]: -150}
		for ((j = 0; j < i; j++)); do
			[ "${KERNEL_LABEL[i]}" != "${KERNEL_LABEL[j]}" ] ||
				fail_usage "'${MX_KERNELS[i]}' and '${MX_KERNELS[j]}'" \
					"would have the same name, '${KERNEL_LABEL[i]}'"
		done
	done
}

# The order of the boots, a letter each. Own arithmetic, so that a seed means
# the same with every shell.
plan_draw()
{
	local block state order=

	[ -z "$MX_ORDER" ] || return 0
	: "${MX_SEED:=$(od -A n -t u4 -N 3 /dev/urandom | tr -d ' ')}"
	state=$((10#$MX_SEED))
	for ((block = 0; 2 * block < MX_PAIRS; block++)); do
		state=$(((state * 1103515245 + 12345) & 0x7fffffff))
		[ $((state >> 16 & 1)) -eq 0 ] && order+=ABBA || order+=BAAB
	done
	MX_ORDER=${order:0:$((2 * MX_PAIRS))}
}

# cell_add KERNEL FS PMEM KIND PAIR SIDE ORDER
cell_add()
{
	local name=${KERNEL_LABEL[$1]}-$2-$3

	[ "$4" = run ] || name=$name-$4
	[ -z "$5" ] || printf -v name '%s-p%03d%s' "$name" "$5" "${6,}"
	CELL_NAME[CELLS]=$name
	CELL_UNIT[CELLS]=$UNITS
	CELL_KERNEL[CELLS]=$1
	CELL_FS[CELLS]=$2
	CELL_PMEM[CELLS]=$3
	CELL_KIND[CELLS]=$4
	CELL_PAIR[CELLS]=$5
	CELL_SIDE[CELLS]=$6
	CELL_ORDER[CELLS]=$7
	CELLS=$((CELLS + 1))
}

# plan_pairs FS PMEM KIND
plan_pairs()
{
	local i pair side

	for ((i = 0; i < ${#MX_ORDER}; i++)); do
		pair=$((MX_FIRST + i / 2))
		side=${MX_ORDER:i:1}
		cell_add "$([ "$side" = A ] && echo 0 || echo 1)" "$@" \
			"$pair" "$side" $((2 * (MX_FIRST - 1) + i + 1))
		[ $((i % 4)) -ne 3 ] || UNITS=$((UNITS + 1))
	done
	[ $((i % 4)) -eq 0 ] || UNITS=$((UNITS + 1))
}

matrix_plan()
{
	local kernel fs pmem kind
	local -a kinds=()

	[ ${#MX_KERNELS[@]} -gt 0 ] || return 0
	plan_labels
	[ ${#MX_COMMAND[@]} -eq 0 ] || kinds+=(run)
	[ "$MX_CHECK" = no ] || kinds+=(check)
	if [ -n "$MX_PAIRS" ]; then
		plan_draw
		for fs in "${MX_FS[@]}"; do
			for pmem in "${MX_PMEM[@]}"; do
				for kind in "${kinds[@]}"; do
					plan_pairs "$fs" "$pmem" "$kind"
				done
			done
		done
		return
	fi
	for kernel in "${!MX_KERNELS[@]}"; do
		for fs in "${MX_FS[@]}"; do
			for pmem in "${MX_PMEM[@]}"; do
				for kind in "${kinds[@]}"; do
					cell_add "$kernel" "$fs" "$pmem" "$kind" '' '' \
						$((MX_FIRST + CELLS))
					UNITS=$((UNITS + 1))
				done
			done
		done
	done
}

# A unit as the matrix that consists of it alone
plan_line()
{
	local i=$1 k pairs order=
	local -a words

	words=("${PLAN_PROGRAM[@]}" vm matrix)
	for k in "${!MX_KERNELS[@]}"; do
		[ -n "${CELL_PAIR[i]}" ] || [ "$k" -eq "${CELL_KERNEL[i]}" ] ||
			continue
		words+=(--kernel "${MX_KERNELS[k]}")
		[ -z "${MX_MODULES[k]}" ] || words+=(--modules "${MX_MODULES[k]}")
	done
	words+=(--fs "${CELL_FS[i]}" --pmem "${CELL_PMEM[i]}" "${MX_OPTIONS[@]}")
	if [ -n "${CELL_PAIR[i]}" ]; then
		for ((k = i; k < CELLS && CELL_UNIT[k] == CELL_UNIT[i]; k++)); do
			order+=${CELL_SIDE[k]}
		done
		pairs=$((${#order} / 2))
		words+=(--pairs "$pairs" --first "${CELL_PAIR[i]}" --order "$order")
	else
		words+=(--first "${CELL_ORDER[i]}")
	fi
	words+=(--output "${MX_OUTPUT%/}/${CELL_NAME[i]}")
	if [ "${CELL_KIND[i]}" = check ]; then
		words+=(--check)
	else
		words+=(-- "${MX_COMMAND[@]}")
	fi
	quote_line "${words[@]}"
	echo
}

plan_print()
{
	local i unit=-1 own

	PLAN_PROGRAM=(daxbench)
	own=${DAXBENCH_BIN:-}
	[ -z "$own" ] || [ "$(command -v daxbench)" = "$own" ] ||
		PLAN_PROGRAM=("$own")
	for ((i = 0; i < CELLS; i++)); do
		[ "${CELL_UNIT[i]}" -ne "$unit" ] || continue
		unit=${CELL_UNIT[i]}
		plan_line "$i"
	done
}
