#!/bin/sh
# SPDX-License-Identifier: MIT
#
# rounds.sh - the interleaved rounds of scripts/bench, on the host or in a
# guest; leaves one file a round and program in the current directory
# usage: rounds.sh DIRECTORY wall|icount TARGET ROUNDS
where=$1 clock=$2 target=$3 rounds=$4
# Counted instructions need no large sample, and an emulator is slow.
size=67108864
[ "$clock" != icount ] || size=8388608

# ours NAME WORKLOAD ARGUMENT...
ours()
{
	name=$1 workload=$2
	shift 2
	daxbench run --quiet --workload "$workload" --target "$target" --expect any \
		--size $size --repeat 3 --no-latency --format json "$@" >"daxbench.$name.$round"
	daxbench run --quiet --workload "$workload" --target "$target" --expect any \
		--size $size --repeat 3 --format json "$@" >"timed.$name.$round"
}

bare() { bare-loop "$where" $size 4 "$2" "$clock" "$3" >"bare.$1.$round"; }

# uring NAME read|write DEPTH. Only direct writes are done inline by io_uring;
# tmpfs had no O_DIRECT before Linux 6.6.
uring()
{
	command -v bare-uring >/dev/null || return 0
	direct=
	[ "$clock" != icount ] || direct=direct
	# shellcheck disable=SC2086	# one word or none
	bare-uring "$where" $size 4 "$2" "$clock" 4096 "$3" $direct >"bare.$1.$round"
	ours "$1" "$2" --engine uring --block-size 4096 --iodepth "$3" ${direct:+--direct}
	with_fio "$1" io_uring "$2" 4096 --iodepth="$3" --fixedbufs --registerfiles \
		${direct:+--direct=1} --iodepth_batch_submit="$3" --iodepth_batch_complete_min=1
}

# with_fio NAME ENGINE RW BLOCK [OPTION...]
with_fio()
{
	command -v fio >/dev/null || return 0
	name=$1 engine=$2 rw=$3 bs=$4
	shift 4
	fio --name=x --filename="$where/fio.$$" --size=$size --ioengine="$engine" --rw="$rw" \
		--bs="$bs" "$@" --overwrite=1 --loops=4 --thread --gtod_reduce=1 \
		--output-format=json >"fio.$name.$round" 2>/dev/null
	rm -f "$where/fio.$$"
}

round=0
while [ $round -lt "$rounds" ]; do
	if [ "$clock" = icount ]; then
		for kind in pmd pte; do
			bare $kind-fault $kind 4096
			ours $kind-fault $kind-fault
		done
	fi
	for block in 64 4096; do
		bare "load-$block" load $block
		ours "load-$block" load --block-size $block
		with_fio "load-$block" mmap read $block
		bare "store-$block" store $block
		ours "store-$block" store --block-size $block
		with_fio "store-$block" mmap write $block
	done
	bare pread-4096 pread 4096
	ours pread-4096 read --block-size 4096
	with_fio pread-4096 psync read 4096
	bare pwrite-4096 pwrite 4096
	ours pwrite-4096 write --block-size 4096
	with_fio pwrite-4096 psync write 4096
	for depth in 1 32; do
		uring uring-read-$depth-4096 read $depth
		uring uring-write-$depth-4096 write $depth
	done
	round=$((round + 1))
done
