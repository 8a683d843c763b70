# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2034	# variables are shared between the parts
# shellcheck disable=SC2015	# in 'a && b || fail_env ...' the last never returns
# shellcheck disable=SC2054	# commas inside QEMU's options
#
# qemu.sh - the machine: its command line, its start and its end
#
# QEMU runs under timeout(1) in a process group of its own. Both are told to
# die with their parent, so that not even a killed script leaves a VM behind.

QEMU=qemu-system-x86_64
QEMU_VERSION=
QEMU_GROUP=
QEMU_STATUS=
declare -a QEMU_ARGS

qemu_find()
{
	need $QEMU qemu-system-x86
	need setpriv util-linux
	QEMU_VERSION=$($QEMU --version 2>/dev/null |
		sed -n '1s/.*version \([^ ]*\).*/\1/p')
	[ -n "$QEMU_VERSION" ] || fail_env "'$QEMU --version' does not work"
}

# size_mib SIZE: 512M, 1G, 1048576K or bytes, as whole MiB on stdout
size_mib()
{
	local number=${1%[KMGkmg]} unit=1

	[[ $number =~ ^[0-9]{1,15}$ ]] || return 1
	number=$((10#$number))
	case $1 in
	*[Kk]) unit=1024 ;;
	*[Mm]) unit=$((1024 * 1024)) ;;
	*[Gg]) unit=$((1024 * 1024 * 1024)) ;;
	esac
	[ $((number * unit % 1048576)) -eq 0 ] || return 1
	echo $((number * unit / 1048576))
}

# Every page of the pmem is made present before the guest starts, so that a
# first touch in the guest does not pay for one of the host. With --keep it is
# a file; virtio-pmem needs a backend that can be flushed, a memfd.
qemu_pmem_backend()
{
	local id=$1 mib=$2 kind=$3

	if [ -n "$VM_IMAGE" ]; then
		echo "memory-backend-file,id=$id,size=${mib}M,share=on,prealloc=on,mem-path=$VM_IMAGE"
	elif [ "$KEEP" = yes ]; then
		echo "memory-backend-file,id=$id,size=${mib}M,share=on,prealloc=on,mem-path=$WORK/pmem.img"
	elif [ "$kind" = memfd ]; then
		echo "memory-backend-memfd,id=$id,size=${mib}M,share=on,prealloc=on"
	else
		echo "memory-backend-ram,id=$id,size=${mib}M,prealloc=on"
	fi
}

# Half of the memory and of the CPUs each; the pmem is on the last node. With one
# CPU that node has none, as nodes of pmem often have.
qemu_nodes()
{
	local i half=$(((VM_CPUS + 1) / 2)) cpus=

	for i in 0 1; do
		cpus=,cpus=0-$((half - 1))
		[ $i -eq 0 ] || cpus=,cpus=$half-$((VM_CPUS - 1))
		[ $i -eq 0 ] || [ $half -lt "$VM_CPUS" ] || cpus=
		QEMU_ARGS+=(-object "memory-backend-ram,id=node$i,size=$((VM_MEM_MIB / 2))M"
			-numa "node,nodeid=$i,memdev=node$i$cpus")
	done
}

# e820: the pmem is the upper end of ordinary memory. q35 splits that at 4 GiB;
# the split is put where it leaves the pmem in one piece.
qemu_pmem()
{
	local pmem=$VM_SIZE_MIB mem=$VM_MEM_MIB low node=

	[ "$VM_NODES" -eq 1 ] || node=,node=1
	case $VM_PMEM in
	nvdimm)
		VM_MACHINE=q35,nvdimm=on
		QEMU_ARGS+=(
			-m "${mem}M,slots=1,maxmem=$((mem + pmem + 1024))M"
			-object "$(qemu_pmem_backend pmem "$pmem" ram)"
			-device "nvdimm,id=nvdimm0,memdev=pmem$node")
		[ "$VM_NODES" -eq 1 ] || qemu_nodes ;;
	virtio)
		VM_MACHINE=q35
		QEMU_ARGS+=(
			-m "${mem}M,maxmem=$((mem + pmem + 1024))M"
			-object "$(qemu_pmem_backend pmem "$pmem" memfd)"
			-device virtio-pmem-pci,id=virtio0,memdev=pmem) ;;
	e820)
		low=$((mem < 2048 ? mem : 2048))
		VM_MACHINE=q35,memory-backend=ram,max-ram-below-4g=${low}M
		QEMU_ARGS+=(
			-m "$((mem + pmem))M"
			-object "memory-backend-ram,id=ram,size=$((mem + pmem))M,prealloc=on")
		VM_KERNEL_ARGS+=("memmap=${pmem}M!$((4096 + mem - low))M") ;;
	esac
}

# A kernel on a processor of AMD panics at every machine check that QEMU makes;
# on one of Intel the process that reads the page is told. The monitor is a pair
# of pipes, to which wire_machine_checks writes.
qemu_machine_check()
{
	VM_CPU_MODEL=max,vendor=GenuineIntel
	mkfifo "$WORK/monitor.in" "$WORK/monitor.out" ||
		fail_env "cannot make pipes in '$WORK'"
	QEMU_ARGS+=(-chardev "pipe,id=monitor,path=$WORK/monitor" -mon chardev=monitor)
	VM_KERNEL_ARGS+=(mce=2)
}

# qemu_build IMAGE INITRD: the whole command line, in QEMU_ARGS
qemu_build()
{
	local -a append

	VM_CPU_MODEL=$(cpu_model)
	QEMU_ARGS=(-nodefaults -no-user-config -display none -no-reboot)
	VM_KERNEL_ARGS=(console=ttyS0,115200 earlyprintk=serial
		panic=-1 loglevel=5)
	if [ "$VM_MACHINE_CHECK" = yes ]; then
		qemu_machine_check
	else
		QEMU_ARGS+=(-monitor none)
	fi
	qemu_pmem
	QEMU_ARGS+=(-machine "$VM_MACHINE" -accel "$VM_ACCEL" -cpu "$VM_CPU_MODEL"
		-smp "$VM_CPUS$([ "$VM_NODES" -eq 1 ] || echo ",sockets=$VM_CPUS")")
	if [ "$VM_ICOUNT" = yes ]; then
		QEMU_ARGS+=(-icount shift=0,sleep=off -seed 1
			-rtc base=2024-01-01T00:00:00,clock=vm)
		VM_KERNEL_ARGS+=(nokaslr norandmaps daxbench.clock=icount)
	else
		# On a busy host the timer may look broken to a kernel that
		# counts its ticks against its own speed, and it panics.
		VM_KERNEL_ARGS+=(no_timer_check)
	fi
	[ "$VM_RNG" = no ] || QEMU_ARGS+=(-object rng-builtin,id=rng0
		-device virtio-rng-pci,rng=rng0)
	read -r -d '' -a append <<< "$VM_APPEND"
	VM_KERNEL_ARGS+=("${append[@]}")
	QEMU_ARGS+=(-kernel "$1" -initrd "$2" -append "${VM_KERNEL_ARGS[*]}")
}

# qemu_options: the command line that makes the machine what it is: without
# the files of this start and where they lie
qemu_options()
{
	local i

	for ((i = 0; i < ${#QEMU_ARGS[@]}; i++)); do
		case ${QEMU_ARGS[i]} in
		-kernel | -initrd | -append) i=$((i + 1)) ;;
		*) printf '%s ' "${QEMU_ARGS[i]//"$WORK"\//}" ;;
		esac
	done | sed 's/ $//'
}

# qemu_start CONSOLE WIRE SECONDS: in the background; sets QEMU_GROUP
qemu_start()
{
	local console=$1 wire=$2 seconds=$3
	# in KiB: the image that --keep asks for, and 1 GiB of console and wire
	local most=$(((VM_SIZE_MIB + 1024) * 1024))

	: > "$console"
	: > "$wire"
	set -m
	(ulimit -f "$most"
	exec setpriv --pdeathsig KILL timeout -k 5 "$seconds" \
		setpriv --pdeathsig KILL $QEMU "${QEMU_ARGS[@]}" \
		-chardev "file,id=console,path=$console" -serial chardev:console \
		-chardev "file,id=wire,path=$wire" -serial chardev:wire) \
		</dev/null >"$WORK/qemu.out" 2>&1 &
	QEMU_GROUP=$!
	set +m
}

# qemu_wait: QEMU_STATUS is 0 for a machine that ended by itself, 124 for one
# that took too long
qemu_wait()
{
	# without bash's own word on a job that was killed
	{ wait "$QEMU_GROUP"; } 2>/dev/null
	QEMU_STATUS=$?
	qemu_kill
}

qemu_kill()
{
	[ -n "$QEMU_GROUP" ] || return 0
	kill -KILL -- "-$QEMU_GROUP" 2>/dev/null
	{ wait "$QEMU_GROUP"; } 2>/dev/null
	QEMU_GROUP=
}
