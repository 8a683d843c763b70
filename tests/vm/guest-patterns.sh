#!/bin/sh
# SPDX-License-Identifier: MIT
#
# guest-patterns.sh - runs inside a guest for vm-patterns.sh: every workload
# with every engine and page size that suits it. Each run leaves NAME.json,
# NAME.err and NAME.status in /out; patterns.py on the host knows what its
# counts must be.

# run NAME ARGUMENT...
run()
{
	name=$1
	shift
	daxbench run --quiet --size 8m --repeat 2 --warmup 0 --format text \
		--output "$name.json" "$@" >"$name.txt" 2>"$name.err"
	echo $? >"$name.status"
}

for page in pmd pte; do
	for extents in hole unwritten written written-clean; do
		for access in read write; do
			run "first-touch.$page.$extents.$access" --workload first-touch \
				--page $page --extents $extents --access $access
		done
	done
	[ $page = pte ] || for extents in hole written-clean; do
		run "eof.$page.$extents" --workload first-touch --page $page \
			--extents $extents --eof-inside
	done
	run "wp-upgrade.$page" --workload wp-upgrade --page $page
	run "redirty.$page" --workload redirty --page $page
	run "load.$page" --workload load --page $page --block-size 4k
	run "store.$page" --workload store --page $page --block-size 64 --order random
	run "persist.$page.msync" --workload persist --page $page --block-size 4k
	run "persist.$page.pmem" --workload persist --page $page --engine pmem --sync --block-size 256
done

# Of the others each file system shows one page size: a run in an emulator
# costs a second or two.
page=pte
! grep -q ' /mnt/dax xfs ' /proc/mounts || page=pmd
run "chase.$page" --workload chase --page $page --block-size 512
run "cow.$page" --workload cow --page $page
run "gup.$page.vmsplice" --workload gup --page $page
run "gup.$page.process-vm" --workload gup --engine process-vm --page $page --block-size 2m
mkfs.ext4 -F -q -b 4096 /dev/ram0 8m >/dev/null && mkdir /mnt/partner && mount -t ext4 /dev/ram0 /mnt/partner
for access in read write; do
	run "gup.$page.direct-$access" --workload gup --engine direct --partner /mnt/partner --access $access --page $page
done
run cow-reflink.pte --workload cow-reflink
run first-touch.pte.shared.read --workload first-touch --page pte --extents shared --access read
for share in own-chunk same-chunk same-page; do
	run "fault-scaling.$page.$share" --workload fault-scaling --page $page --threads 3 --share $share --expect any
done
# Nobody shares an entry: both sizes on both file systems.
for files in pmd pte; do
	run "fault-scaling.$files.own-file" --workload fault-scaling --page $files --threads 3 --share own-file
done
for share in own-file own-chunk same-chunk same-page; do
	run "fault-scaling.$page.$share.process" --workload fault-scaling --page $page --threads 2 --workers process --share $share
done
for engine in copy map-populate populate-read populate-write fallocate; do
	run "prefault.$page.$engine" --workload prefault --engine $engine --page $page
done
for engine in msync fsync fdatasync pmem; do
	sync=
	[ $engine != pmem ] || sync=--sync
	run "sync-cost.$page.$engine" --workload sync-cost --engine $engine $sync --page $page --block-size 16k
	run "txn-sync.$page.$engine" --workload txn-sync --engine $engine $sync --page $page
done
run "log-append.$page.fdatasync" --workload log-append --engine fdatasync --page $page --block-size 4k --expect any
run log-append.dsync --workload log-append --extents empty --block-size 4k
run log-append.psync --workload log-append --engine psync --fsync 1 --block-size 64k
run write-empty --workload write --extents empty --fsync 8 --block-size 64k
for engine in munmap mprotect punch truncate unlink exit fork; do
	run "release.$page.$engine" --workload release --engine $engine --page $page
done
# Where the allocator puts what write(2) asks for is its own choice.
run prefault.any.pwrite-zeros --workload prefault --engine pwrite-zeros --expect any
for engine in psync uring dsync; do
	run "read.$engine" --workload read --engine $engine --block-size 4k
	run "write.$engine" --workload write --engine $engine --block-size 64k --order random
	run "write-hole.$engine" --workload write --engine $engine --block-size 64k --extents hole
done
run persist.dsync --workload persist --engine dsync --block-size 4k
run persist.sync --workload persist --engine sync --block-size 4k
run read.hipri --workload read --engine hipri --block-size 4k
run "persist.$page.deep" --workload persist --page $page --engine pmem --flush deep --block-size 4k
run "store.$page.nodrain" --workload store --page $page --engine pmem --flush nodrain --block-size 64
run write-direct --workload write --engine uring --iodepth 32 --block-size 64k --direct
run read-direct.psync --workload read --direct --block-size 4k
run aged.any.load --workload load --age 50
run write.own-file --workload write --block-size 64k --threads 3 --share own-file --verify
run read.deep --workload read --engine uring --iodepth 32 --block-size 4k --order random
run read.batch --workload read --engine uring --iodepth 32 --submit-batch 8 --block-size 4k
run read.plain --workload read --engine uring --uring-buffers plain --uring-file plain --block-size 4k
run read.sqpoll --workload read --engine uring --iodepth 8 --sqpoll --block-size 4k
run threads --workload pmd-fault --threads 4
run "ops.$page.load" --workload load --ops 5000 --block-size 4k --page $page --threads 2
run "ops.$page.txn-sync" --workload txn-sync --ops 1000 --page $page
run ops.write --workload write --ops 300 --block-size 64k --order random
run runtime.read --workload read --runtime 60ms --steady 100
run "journal.$page" --workload first-touch --extents hole --journal busy --page $page
run "mixed.$page" --workload mixed --ops 4000 --page $page
run untimed --workload load --no-latency --block-size 64
exit 0
