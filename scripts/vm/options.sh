# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2034	# variables are shared between the parts
# shellcheck disable=SC2015	# in 'a && b || fail_env ...' the last never returns
#
# options.sh - the command line, into VM_* variables, and what contradicts what

VM_KERNEL=''
VM_MODULES=''
VM_BZIMAGE=no
VM_FS=ext4
VM_PMEM=nvdimm
VM_NAMESPACE=fsdax
VM_ALIGN=2M
VM_SIZE=1G
VM_SIZE_MIB=''
VM_MEM=2G
VM_MEM_MIB=''
VM_CPUS=1
VM_NODES=1
VM_ACCEL_WISH=auto
VM_ICOUNT=no
VM_MKFS_PROFILE=kernel
VM_MKFS_OPTS=''
VM_MOUNT_OPTS=''
VM_APPEND=''
VM_TIMEOUT=300
VM_OUTPUT=''
VM_EXEC=''
VM_RAW=no
VM_PRINT_KERNEL=no
VM_POWERCUT=no
VM_MACHINE_CHECK=no
VM_KEPT=no
VM_IMAGE=''
POWERCUT_CUTS=5
POWERCUT_SEED=1
POWERCUT_ASKED=''
declare -a VM_COPY=() VM_LOAD=() VM_COMMAND=()
declare -A OPTION_SEEN=()

# option_set NAME VALUE
option_set()
{
	case $1 in
	--copy) VM_COPY+=("$2"); return ;;
	--load-module) VM_LOAD+=("$2"); return ;;
	esac
	[ -z "${OPTION_SEEN[$1]:-}" ] ||
		fail_usage "'$1' was given twice: one start boots one machine"
	OPTION_SEEN[$1]=yes
	case $1 in
	--kernel) VM_KERNEL=$2 ;;
	--print-kernel) VM_KERNEL=$2; VM_PRINT_KERNEL=yes ;;
	--modules) VM_MODULES=$2 ;;
	--fs) VM_FS=$2 ;;
	--pmem) VM_PMEM=$2 ;;
	--namespace) VM_NAMESPACE=$2 ;;
	--align) VM_ALIGN=${2^^} ;;
	--size) VM_SIZE=$2 ;;
	--mem) VM_MEM=$2 ;;
	--cpus) VM_CPUS=$2 ;;
	--numa-nodes) VM_NODES=$2 ;;
	--accel) VM_ACCEL_WISH=$2 ;;
	--mkfs-profile) VM_MKFS_PROFILE=$2 ;;
	--mkfs-opts) VM_MKFS_OPTS=$2 ;;
	--mount-opts) VM_MOUNT_OPTS=$2 ;;
	--append) VM_APPEND=$2 ;;
	--timeout) VM_TIMEOUT=$2 ;;
	--output) VM_OUTPUT=$2 ;;
	--exec) VM_EXEC=$2 ;;
	--cuts) POWERCUT_CUTS=$2 ;;
	--seed) POWERCUT_SEED=$2 ;;
	--modes) POWERCUT_ASKED=$2 ;;
	esac
}

options_parse()
{
	local dashes=no

	while [ $# -gt 0 ]; do
		case $1 in
		--)
			dashes=yes
			shift
			break ;;
		-h | --help) usage; exit 0 ;;
		-q | --quiet) QUIET=yes ;;
		--icount) VM_ICOUNT=yes ;;
		--keep) KEEP=yes ;;
		--raw-command) VM_RAW=yes ;;
		--power-cut) VM_POWERCUT=yes ;;
		--machine-check) VM_MACHINE_CHECK=yes ;;
		--bzimage) VM_BZIMAGE=yes ;;
		--kernel=* | --print-kernel=* | --modules=* | --fs=* | --pmem=* | \
		--namespace=* | --align=* | --size=* | --mem=* | --cpus=* | --numa-nodes=* | --accel=* | \
		--mkfs-profile=* | --mkfs-opts=* | --mount-opts=* | --append=* | --timeout=* | \
		--output=* | --exec=* | --copy=* | --load-module=* | --cuts=* | --seed=* | --modes=*)
			option_set "${1%%=*}" "${1#*=}" ;;
		--kernel | --print-kernel | --modules | --fs | --pmem | \
		--namespace | --align | --size | --mem | --cpus | --numa-nodes | --accel | \
		--mkfs-profile | --mkfs-opts | --mount-opts | --append | --timeout | \
		--output | --exec | --copy | --load-module | --cuts | --seed | --modes)
			[ $# -ge 2 ] && [ "$2" != -- ] ||
				fail_usage "'$1' needs a value"
			option_set "$1" "$2"
			shift ;;
		-*) fail_usage "unknown option '$1'" ;;
		*) fail_usage "'$1' stands before '--': write" \
			"'daxbench vm [OPTIONS] -- $*'" ;;
		esac
		shift
	done
	VM_COMMAND=("$@")
	[ $VM_PRINT_KERNEL = no ] || return 0
	if [ $VM_POWERCUT = yes ]; then
		[ $# -eq 0 ] ||
			fail_usage "--power-cut runs its own command: leave out '$*'"
		return 0
	fi
	[ $dashes = yes ] && [ ${#VM_COMMAND[@]} -gt 0 ] ||
		fail_usage "no command: write what daxbench shall do in the" \
			"guest after '--', as in" \
			"'daxbench vm -- run --workload pmd-fault'"
}

# one_of OPTION VALUE CHOICE...
one_of()
{
	local option=$1 value=$2 choice

	shift 2
	for choice; do
		[ "$value" != "$choice" ] || return 0
	done
	fail_usage "'$option $value' is not known: one of $*"
}

options_check()
{
	local file

	one_of --fs "$VM_FS" ext4 xfs ext2
	one_of --pmem "$VM_PMEM" nvdimm virtio e820
	one_of --namespace "$VM_NAMESPACE" fsdax pfn raw devdax
	[ "$VM_NAMESPACE" != pfn ] || [ "$VM_PMEM" = nvdimm ] ||
		fail_usage "'--namespace pfn' is for '--pmem nvdimm'"
	one_of --mkfs-profile "$VM_MKFS_PROFILE" kernel old
	one_of --align "$VM_ALIGN" 4K 2M 1G
	one_of --accel "$VM_ACCEL_WISH" auto tcg kvm
	options_check_align
	options_check_numbers
	options_check_powercut
	[ "$VM_NAMESPACE" != devdax ] || [ -z "${OPTION_SEEN[--fs]:-}" ] ||
		fail_usage "'--namespace devdax' has no file system: leave out --fs"
	if [ $VM_ICOUNT = yes ]; then
		[ "$VM_CPUS" -eq 1 ] ||
			fail_usage "--icount counts one vCPU: leave out '--cpus $VM_CPUS'"
		[ "$VM_ACCEL_WISH" != kvm ] ||
			fail_usage "--icount counts instructions of TCG: leave out" \
				"'--accel kvm'"
	fi
	if [ $VM_MACHINE_CHECK = yes ]; then
		[ $VM_ICOUNT = no ] && [ $VM_POWERCUT = no ] && [ "$VM_ACCEL_WISH" != kvm ] ||
			fail_usage "--machine-check is of a processor of TCG: leave out" \
				"--icount, --power-cut and '--accel kvm'"
		VM_ACCEL_WISH=tcg
	fi
	case $VM_KERNEL in
	"" | suite:* | linux-image-*)
		[ -z "$VM_MODULES" ] || [ -f "$VM_KERNEL" ] ||
			fail_usage "--modules belongs to --kernel PATH" ;;
	esac
	[ $VM_RAW = no ] || [ -z "$VM_EXEC" ] ||
		fail_usage "--raw-command and --exec both say what to run:" \
			"use --copy with --raw-command"
	[ -z "$VM_EXEC" ] || VM_COPY+=("$VM_EXEC")
	options_take_plans
	for file in "${VM_COPY[@]}"; do
		[ -f "$file" ] && [ -r "$file" ] ||
			fail_usage "cannot read the file '$file' (--copy, --exec)"
	done
}

# A plan file that the command names is one of this machine: it travels with
# the command, which then names it where it is in the guest.
options_take_plans()
{
	local i word file before=''

	[ $VM_RAW = no ] && [ -z "$VM_EXEC" ] || return 0
	for i in "${!VM_COMMAND[@]}"; do
		word=${VM_COMMAND[i]}
		file=''
		case $before$word in
		--plan\ * | -P\ *) file=$word ;;
		--plan=*) file=${word#--plan=} ;;
		-P?*) file=${word#-P} ;;
		esac
		before=''
		case $word in
		--plan | -P) before="$word " ;;
		esac
		# a name without a path is looked for in the guest
		case $file in
		*/* | *.json) ;;
		*) continue ;;
		esac
		[ -f "$file" ] || continue
		VM_COPY+=("$file")
		VM_COMMAND[i]=${word%"$file"}/usr/bin/${file##*/}
	done
}

# The alignment belongs to a namespace that ndctl makes; its info block takes one
# unit of it.
options_check_align()
{
	case $VM_PMEM-$VM_NAMESPACE in
	*-devdax | nvdimm-fsdax) ;;
	*)
		[ -z "${OPTION_SEEN[--align]:-}" ] ||
			fail_usage "'--align' is of a namespace made by ndctl:" \
				"--namespace devdax, or fsdax on --pmem nvdimm"
		VM_ALIGN=none ;;
	esac
	[ "$VM_ALIGN" = 1G ] || return 0
	[ -n "${OPTION_SEEN[--size]:-}" ] || VM_SIZE=2G
	VM_SIZE_MIB=$(size_mib "$VM_SIZE") && [ "$VM_SIZE_MIB" -ge 2048 ] &&
		[ $((VM_SIZE_MIB % 1024)) -eq 0 ] ||
		fail_usage "'--align 1G' needs a '--size' that is a multiple of 1G" \
			"and at least 2G: the first goes to the info block"
}

options_check_numbers()
{
	VM_SIZE_MIB=$(size_mib "$VM_SIZE") && [ "$VM_SIZE_MIB" -ge 64 ] &&
		[ $((VM_SIZE_MIB % 2)) -eq 0 ] ||
		fail_usage "'--size $VM_SIZE': at least 64M and a multiple of 2M," \
			"such as 1G"
	VM_MEM_MIB=$(size_mib "$VM_MEM") && [ "$VM_MEM_MIB" -ge 256 ] ||
		fail_usage "'--mem $VM_MEM': at least 256M, such as 2G"
	[[ $VM_CPUS =~ ^[1-9][0-9]{0,2}$ ]] ||
		fail_usage "'--cpus $VM_CPUS' is no number of CPUs"
	[[ $VM_NODES =~ ^[12]$ ]] ||
		fail_usage "'--numa-nodes $VM_NODES': 1 or 2"
	[ "$VM_NODES" -eq 1 ] || [ "$VM_PMEM" = nvdimm ] ||
		fail_usage "'--numa-nodes 2' is for '--pmem nvdimm'"
	[ "$VM_NODES" -eq 1 ] || [ $((VM_MEM_MIB % 2)) -eq 0 ] ||
		fail_usage "'--mem $VM_MEM' does not divide among 2 nodes"
	[[ $VM_TIMEOUT =~ ^[1-9][0-9]{0,6}$ ]] ||
		fail_usage "'--timeout $VM_TIMEOUT' is no number of seconds"
	[ "$VM_FS" != xfs ] || [ "$VM_SIZE_MIB" -ge 384 ] ||
		[ "$VM_NAMESPACE" = devdax ] ||
		fail_usage "XFS needs more than '--size $VM_SIZE': 384M at least"
}

options_check_powercut()
{
	local option name

	if [ $VM_POWERCUT = no ]; then
		for option in --cuts --seed --modes; do
			[ -z "${OPTION_SEEN[$option]:-}" ] ||
				fail_usage "$option belongs to --power-cut"
		done
		return
	fi
	[[ $POWERCUT_CUTS =~ ^[1-9][0-9]{0,4}$ ]] ||
		fail_usage "'--cuts $POWERCUT_CUTS' is no number of cuts"
	[[ $POWERCUT_SEED =~ ^[0-9]{1,9}$ ]] ||
		fail_usage "'--seed $POWERCUT_SEED' is no seed: a number of up to 9 digits"
	for name in ${POWERCUT_ASKED//,/ }; do
		powercut_names | grep -q -x -F -e "$name" ||
			fail_usage "'--modes $name' is not known: one of" \
				"$(powercut_names | tr '\n' ' ')"
	done
	[ "$VM_NAMESPACE" = fsdax ] ||
		fail_usage "--power-cut needs a file system with DAX:" \
			"leave out '--namespace $VM_NAMESPACE'"
	[ "$VM_PMEM" != e820 ] ||
		fail_usage "--power-cut needs an image that outlives QEMU:" \
			"--pmem nvdimm or virtio"
	[ $VM_ICOUNT = no ] && [ -z "$VM_MOUNT_OPTS" ] && [ $VM_RAW = no ] &&
		[ -z "$VM_EXEC" ] ||
		fail_usage "--power-cut has its own mounts and command: leave out" \
			"--icount, --mount-opts, --raw-command and --exec"
	VM_RAW=yes
	# A smaller image is read faster; mkfs.xfs -d su=2m finds no room for its log.
	[ -n "${OPTION_SEEN[--size]:-}" ] || [ "$VM_FS" = xfs ] || VM_SIZE_MIB=512
}
