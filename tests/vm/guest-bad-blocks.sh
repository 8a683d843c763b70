#!/bin/sh
# SPDX-License-Identifier: MIT
#
# guest-bad-blocks.sh - runs inside a guest for vm-bad-blocks.sh: a medium that
# goes bad from 128 MiB on, before a run and under one. The file system has no
# journal, and its metadata lies before that, so only data is met. Each run
# leaves NAME.json, NAME.err, NAME.status and what it left behind in NAME.left.
bad=/sys/block/pmem0/badblocks
first=$((128 << 11))
size=$(cat /sys/block/pmem0/size)

# The list takes 512 sectors an entry; entries that touch are joined only on
# newer kernels, so few and far between: the last 256 KiB of every 8 MiB.
make_bad()
{
	at=$first
	while [ $((at + 16384)) -le "$size" ]; do
		echo $((at + 15872)) 512 >$bad || return 1
		at=$((at + 16384))
	done
}

ended()
{
	echo "$2" >"$1.status"
	find /mnt/dax -mindepth 1 ! -name lost+found >"$1.left"
}

# Under a run: the file is mapped, and so it is written.
daxbench run --workload load --block-size 4k --size 256m --repeat 1000 \
	--warmup 0 --quiet --output load.json >load.txt 2>load.err &
pid=$!
until grep -q ' /mnt/dax/.*data' /proc/$pid/maps; do
	kill -0 $pid || break
done 2>/dev/null
make_bad 2>bad.err
echo $? >bad.status
wait $pid
ended load $?

# Before it: the layout meets it, or the write does.
daxbench run --workload read --size 512m --repeat 1 --quiet \
	--output layout.json >layout.txt 2>layout.err
ended layout $?
daxbench run --workload write --extents hole --block-size 2m --size 512m \
	--repeat 1 --quiet --output write.json >write.txt 2>write.err
ended write $?
cat $bad >badblocks
exit 0
