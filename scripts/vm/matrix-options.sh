# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2034	# variables are shared between the parts
# shellcheck disable=SC2015	# in 'a && b || fail_env ...' the last never returns
#
# matrix-options.sh - the command line of a matrix, into MX_* variables

MX_OUTPUT=''
MX_PLAN=''
MX_CHECK=no
MX_PAIRS=''
MX_SEED=''
MX_ORDER=''
MX_FIRST=1
MX_JOBS=1
MX_RESUME=no
MX_RETRY=no
MX_PLAN_ONLY=no
MX_DASHES=no
declare -a MX_KERNELS=() MX_MODULES=() MX_FS=() MX_PMEM=() MX_OPTIONS=()
declare -a MX_COMMAND=()

# list_of NAME LIST CHOICE...: a comma list into the array NAME
list_of()
{
	local -n into=$1
	local word

	[ ${#into[@]} -eq 0 ] || fail_usage "'--${3}' was given twice: use commas"
	IFS=, read -r -a into <<< "$2"
	[ ${#into[@]} -gt 0 ] || fail_usage "'--$3' needs a list"
	for word in "${into[@]}"; do
		one_of "--$3" "$word" "${@:4}"
		[ "$(printf '%s\n' "${into[@]}" | grep -c -x -e "$word")" -eq 1 ] ||
			fail_usage "'--$3' has '$word' twice"
	done
}

matrix_option()
{
	case $1 in
	--kernel) MX_KERNELS+=("$2"); MX_MODULES+=('') ;;
	--modules)
		[ ${#MX_KERNELS[@]} -gt 0 ] ||
			fail_usage "'--modules' follows the --kernel it belongs to"
		MX_MODULES[-1]=$2 ;;
	--fs) list_of MX_FS "$2" fs ext4 xfs ext2 ;;
	--pmem) list_of MX_PMEM "$2" pmem nvdimm virtio e820 ;;
	--plan) MX_PLAN=$2 ;;
	--pairs) MX_PAIRS=$2 ;;
	--seed) MX_SEED=$2 ;;
	--order) MX_ORDER=$2 ;;
	--first) MX_FIRST=$2 ;;
	--jobs) MX_JOBS=$2 ;;
	--output) MX_OUTPUT=$2 ;;
	*) MX_OPTIONS+=("$1" "$2") ;;
	esac
}

matrix_options()
{
	while [ $# -gt 0 ]; do
		case $1 in
		--)
			MX_DASHES=yes
			shift
			break ;;
		-h | --help) usage_matrix; exit 0 ;;
		-q | --quiet) QUIET=yes ;;
		--check) MX_CHECK=yes ;;
		--resume) MX_RESUME=yes ;;
		--retry-failed) MX_RETRY=yes ;;
		--plan-only) MX_PLAN_ONLY=yes ;;
		--icount | --bzimage) MX_OPTIONS+=("$1") ;;
		--*=*) set -- "${1%%=*}" "${1#*=}" "${@:2}"; continue ;;
		--kernel | --modules | --fs | --pmem | --plan | --pairs | --seed | \
		--order | --first | --jobs | --output | --size | --mem | --cpus | \
		--accel | --namespace | --mkfs-profile | --mkfs-opts | \
		--mount-opts | --append | --timeout)
			[ $# -ge 2 ] && [ "$2" != -- ] ||
				fail_usage "'$1' needs a value"
			matrix_option "$1" "$2"
			shift ;;
		-*) fail_usage "unknown option '$1'" ;;
		*) fail_usage "'$1' stands before '--': write" \
			"'daxbench vm matrix [OPTIONS] -- $*'" ;;
		esac
		shift
	done
	MX_COMMAND=("$@")
	matrix_options_check
}

# number NAME VALUE MOST
number()
{
	[[ $2 =~ ^[1-9][0-9]{0,8}$ ]] && [ "$2" -le "$3" ] ||
		fail_usage "'$1 $2': a number from 1 to $3"
}

matrix_options_check()
{
	[ -n "$MX_OUTPUT" ] ||
		fail_usage "no folder for the results: --output DIR"
	[ "$MX_RETRY" = no ] || [ "$MX_RESUME" = yes ] ||
		fail_usage "'--retry-failed' belongs to --resume"
	number --jobs "$MX_JOBS" 512
	number --first "$MX_FIRST" 100000
	[ -z "$MX_SEED" ] || [[ $MX_SEED =~ ^[0-9]{1,9}$ ]] ||
		fail_usage "'--seed $MX_SEED': a number"
	if [ -n "$MX_PLAN" ]; then
		[ $MX_DASHES = no ] ||
			fail_usage "--plan and '--' both say what runs"
		MX_COMMAND=(run --plan "$MX_PLAN")
	fi
	[ "$MX_RESUME" = no ] || [ "$MX_PLAN_ONLY" = no ] ||
		fail_usage "--plan-only plans anew: leave out --resume"
	[ ${#MX_KERNELS[@]} -gt 0 ] || [ "$MX_RESUME" = yes ] ||
		fail_usage "no kernel: --kernel SPEC, as often as there are kernels"
	[ ${#MX_KERNELS[@]} -eq 0 ] || matrix_cells_check
}

matrix_cells_check()
{
	local fs pmem

	[ ${#MX_FS[@]} -gt 0 ] || MX_FS=(ext4)
	[ ${#MX_PMEM[@]} -gt 0 ] || MX_PMEM=(nvdimm)
	[ ${#MX_COMMAND[@]} -gt 0 ] || [ $MX_CHECK = yes ] ||
		fail_usage "nothing to run in a cell: --plan NAME, --check, or" \
			"a command after '--'"
	matrix_pairs_check
	# what no start could take is said before the first
	for fs in "${MX_FS[@]}"; do
		for pmem in "${MX_PMEM[@]}"; do
			(options_parse --fs "$fs" --pmem "$pmem" \
				"${MX_OPTIONS[@]}" -- true && options_check) ||
				exit
		done
	done
}

matrix_pairs_check()
{
	[ -n "$MX_PAIRS" ] || [ -z "$MX_ORDER$MX_SEED" ] ||
		fail_usage "--order and --seed belong to --pairs"
	[ -n "$MX_PAIRS" ] || return 0
	number --pairs "$MX_PAIRS" 1000
	[ ${#MX_KERNELS[@]} -eq 2 ] ||
		fail_usage "--pairs sets two kernels against each other," \
			"not ${#MX_KERNELS[@]}"
	[ -z "$MX_ORDER" ] || [[ $MX_ORDER =~ ^(AB|BA){1,1000}$ ]] ||
		fail_usage "'--order $MX_ORDER': AB or BA for each pair"
	[ -z "$MX_ORDER" ] || [ ${#MX_ORDER} -eq $((2 * MX_PAIRS)) ] ||
		fail_usage "'--order $MX_ORDER' is not of $MX_PAIRS pairs"
}
