#!/bin/sh
# SPDX-License-Identifier: MIT
#
# rounds.sh - the interleaved rounds of scripts/bench, on the host or in a
# guest; leaves one file a round and program in the current directory. In every
# round another program is first at each pattern: who comes later may find the
# file system, the caches or the clock of the processor in another state.
# usage: rounds.sh DIRECTORY wall|icount TARGET ROUNDS [PATTERN...]
where=$1 clock=$2 target=$3 rounds=$4
shift 4
patterns=${*:-fault load store pread pwrite uring}
# Counted instructions need no large sample, and an emulator is slow.
size=67108864
[ "$clock" != icount ] || size=8388608
direct=

# ours WORKLOAD ARGUMENT...
ours()
{
	workload=$1
	shift
	daxbench run --quiet --workload "$workload" --target "$target" --expect any --warmup 1 \
		--size $size --repeat 3 --no-latency --format json "$@" >"daxbench.$name.$round"
}

# The same with a time for each operation
timed()
{
	workload=$1
	shift
	daxbench run --quiet --workload "$workload" --target "$target" --expect any --warmup 1 \
		--size $size --repeat 3 --format json "$@" >"timed.$name.$round"
}

# bare MODE BLOCK
bare() { bare-loop "$where" $size 4 "$1" "$clock" "$2" >"bare.$name.$round"; }

# ring read|write DEPTH
# shellcheck disable=SC2086	# a word or none
ring() { bare-uring "$where" $size 4 "$1" "$clock" 4096 "$2" $direct >"bare.$name.$round"; }

# with_fio ENGINE RW BLOCK [OPTION...]
with_fio()
{
	command -v fio >/dev/null || return 0
	engine=$1 rw=$2 bs=$3
	shift 3
	# It counts milliseconds: a few hundred of them.
	loops=4
	[ "$clock$bs" != icount4096 ] || loops=20
	fio --name=x --filename="$where/fio.$$" --size=$size --ioengine="$engine" --rw="$rw" \
		--bs="$bs" "$@" --overwrite=1 --loops=$loops --thread --gtod_reduce=1 \
		--output-format=json >"fio.$name.$round" 2>/dev/null
	rm -f "$where/fio.$$"
}

# pattern NAME COMMAND...: each command, beginning with another in every round
# shellcheck disable=SC2086	# commands are words
pattern()
{
	name=$1
	shift
	n=$# turn=$((round % $#))
	while [ "$turn" -gt 0 ]; do
		first=$1
		shift
		set -- "$@" "$first"
		turn=$((turn - 1))
	done
	while [ "$n" -gt 0 ]; do
		$1
		shift
		n=$((n - 1))
	done
}

# One of each word of $patterns
# shellcheck disable=SC2317	# called by name
patterns_fault()
{
	[ "$clock" = icount ] || return 0
	for kind in pmd pte; do
		pattern $kind-fault "bare $kind 4096" "ours $kind-fault" "timed $kind-fault"
	done
}

# shellcheck disable=SC2317
patterns_load()
{
	for block in 64 4096; do
		pattern load-$block "bare load $block" "ours load --block-size $block" \
			"timed load --block-size $block" "with_fio mmap read $block"
	done
}

# shellcheck disable=SC2317
patterns_store()
{
	for block in 64 4096; do
		pattern store-$block "bare store $block" "ours store --block-size $block" \
			"timed store --block-size $block" "with_fio mmap write $block"
	done
}

# shellcheck disable=SC2317
patterns_pread()
{
	pattern pread-4096 "bare pread 4096" "ours read --block-size 4096" \
		"timed read --block-size 4096" "with_fio psync read 4096"
}

# shellcheck disable=SC2317
patterns_pwrite()
{
	pattern pwrite-4096 "bare pwrite 4096" "ours write --block-size 4096" \
		"timed write --block-size 4096" "with_fio psync write 4096"
}

# O_DIRECT where there is DAX, which tmpfs has from Linux 6.6 on only: whether
# the kernel then completed inline is in daxbench's result (uring_workers).
# shellcheck disable=SC2317
patterns_uring()
{
	command -v bare-uring >/dev/null || return 0
	direct=
	[ "$clock" != icount ] || direct=direct
	for depth in 1 32; do
		for rw in read write; do
			options="--engine uring --block-size 4096 --iodepth $depth ${direct:+--direct}"
			pattern uring-$rw-$depth-4096 "ring $rw $depth" "ours $rw $options" \
				"timed $rw $options" \
				"with_fio io_uring $rw 4096 --iodepth=$depth --fixedbufs --registerfiles
				${direct:+--direct=1} --iodepth_batch_submit=$depth --iodepth_batch_complete_min=1"
		done
	done
}

round=0
while [ $round -lt "$rounds" ]; do
	for which in $patterns; do
		"patterns_$which"
	done
	round=$((round + 1))
done
