#!/bin/sh
# SPDX-License-Identifier: MIT
#
# guest-explain.sh - runs inside a guest for vm-explain.sh: files of which it
# is known why they are not huge, and files made at random. Each leaves
# NAME.json, NAME.err and NAME.status in /out; explain.py on the host knows what
# each must say.
# usage: guest-explain.sh main|plain|ext2|refused|mapped|nohuge
#        guest-explain.sh histories SEEDS
#        guest-explain.sh cost|extents EXTENTS
#        guest-explain.sh limit
dax=/mnt/dax
sizes=$(layout-maker sizes)
page=${sizes% *}
pmd=${sizes#* }

# explain NAME ARGUMENT...
explain()
{
	name=$1
	shift
	daxbench explain --json --output "$name.json" "$@" >"$name.txt" 2>"$name.err"
	echo $? >"$name.status"
}

fs=$(sed -n 's/^mkfs=mkfs\.\([a-z0-9]*\) .*/\1/p' "$DAXBENCH_VM_FACTS")

# make_fs default|aligned DEVICE
make_fs()
{
	case $fs-$1 in
	ext4-default) mkfs.ext4 -F -q -b "$page" "$2" ;;
	ext4-aligned) mkfs.ext4 -F -q -b "$page" -E stride=$((pmd / page)),stripe_width=$((pmd / page)) "$2" ;;
	xfs-default) mkfs.xfs -f -q -m reflink=0 "$2" ;;
	xfs-aligned) mkfs.xfs -f -q -m reflink=0 -d su="$pmd",sw=1 "$2" ;;
	esac >mkfs.out 2>&1
}

# partition START: the first of the device, from that byte on
partition()
{
	printf 'n\np\n1\n%s\n\nw\n' $(($1 / 512)) | fdisk -u /dev/pmem0 >fdisk.out 2>&1
	tries=0
	until [ -e /dev/pmem0p1 ] || [ $tries -gt 100 ]; do
		tries=$((tries + 1))
		usleep 20000
	done
}

# history NAME SEED: a random file, loaded; then another, stored to
history()
{
	layout-maker make "$2" 32 $dax/h
	explain "$1" $dax/h
	[ "$(cat "$1.status")" = 0 ] || layout-maker extents $dax/h >"$1.extents"
	rm -f $dax/h "$1.txt" "$1.err"
	layout-maker make $(($2 + 100000)) 32 $dax/h
	explain "$1-stored" --access write $dax/h
	layout-maker extents $dax/h >"$1-stored.extents"
	layout-maker stores $dax/h >"$1-stored.seen" 2>&1
	explain "$1-after" --no-observe $dax/h
	rm -f $dax/h "$1"-*.txt "$1"-*.err
}

zeros() { dd if=/dev/zero of="$1" bs=64k count=$(($2 / 65536)) conv=notrunc 2>/dev/null; }

cd /out || exit 1
if [ "$1" = histories ]; then
	umount $dax
	for start in 1 2; do
		dd if=/dev/zero of=/dev/pmem0 bs=1M count=4 2>/dev/null
		partition $((start << 20))
		for how in default aligned; do
			make_fs $how /dev/pmem0p1
			mount -t "$fs" -o dax /dev/pmem0p1 $dax || continue
			seed=1
			while [ "$seed" -le "$2" ]; do
				history "history-$start-$how-$seed" $((1000 * start + seed))
				seed=$((seed + 1))
			done
			umount $dax
		done
		printf 'd\nw\n' | fdisk -u /dev/pmem0 >fdisk.out 2>&1
	done
	exit 0
fi
if [ "$1" = plain ]; then
	# No memory for the huge zero page, which nothing has used so far, and
	# none made by moving pages together.
	echo 1000 >/proc/sys/vm/extfrag_threshold
	truncate -s $((4 * pmd)) $dax/zero
	grep thp_zero_page /proc/vmstat >crumbs.before
	layout-maker crumbs daxbench explain --json --output crumbs.json $dax/zero >crumbs.txt 2>crumbs.err
	echo $? >crumbs.status
	grep thp_zero_page /proc/vmstat >crumbs.after
	rm $dax/zero
	# A file system made without alignment, and one that cannot be DAX.
	explain scratch --size 10m $dax
	fallocate -l $((300 << 20)) $dax/large
	explain large --access write $dax/large
	explain large-read $dax/large
	# The same, aligned, in a partition that starts at 1 MiB.
	umount $dax
	partition $((1 << 20))
	make_fs aligned /dev/pmem0p1
	mount -t "$fs" -o dax /dev/pmem0p1 $dax
	fallocate -l $((16 * pmd)) $dax/part && zeros $dax/part $((16 * pmd))
	explain part $dax/part
	chmod 644 $dax/part
	chmod 755 /out
	echo 'nobody:x:65534:65534::/:/bin/sh' >>/etc/passwd
	su -s /bin/sh nobody -c "daxbench explain --json $dax/part" >part-user.json 2>part-user.err
	echo $? >part-user.status
	exit 0
fi
if [ "$1" = ext2 ]; then
	for n in 1 2 3; do
		zeros $dax/f$n $((8 * pmd))
		explain f$n $dax/f$n
	done
	explain scratch --size $((4 * pmd)) $dax
	exit 0
fi
# mapped TABLE: the file system anew on a device-mapper device of that table
mapped()
{
	umount $dax 2>/dev/null
	dmsetup remove mapped 2>/dev/null
	printf '%b' "$1" | dmsetup create mapped --noudevsync >dmsetup.out 2>&1 || return
	[ -e /dev/mapper/mapped ] || dmsetup mknodes --noudevsync >>dmsetup.out 2>&1
	make_fs aligned /dev/mapper/mapped && mount -t "$fs" -o dax /dev/mapper/mapped $dax
}

# mapped_file NAME SIZE: a written file there, explained
mapped_file()
{
	fallocate -l "$2" $dax/m && zeros $dax/m "$2"
	explain "$1" $dax/m
	explain "$1-stores" --access write $dax/m
}

if [ "$1" = mapped ]; then
	umount $dax
	mib=2048	# sectors
	mapped "0 $((700 * mib)) linear /dev/pmem0 $((2 * mib))\n"
	mapped_file linear $((16 * pmd))
	DAXBENCH=daxbench capture-sysroot --explain $dax/m captured 2>capture.err
	explain linear-captured --sysroot captured
	rm -rf captured
	chmod 644 $dax/m && chmod 755 /out
	echo 'nobody:x:65534:65534::/:/bin/sh' >>/etc/passwd
	su -s /bin/sh nobody -c "daxbench explain --json $dax/m" >linear-user.json 2>linear-user.err
	echo $? >linear-user.status
	# One page off; the file's blocks are aligned on the mapped device.
	mapped "0 $((700 * mib)) linear /dev/pmem0 $((2 * mib + 8))\n"
	mapped_file off $((8 * pmd))
	# Two segments that meet in the middle of a chunk, the second aligned.
	mapped "0 $((301 * mib)) linear /dev/pmem0 0\n$((301 * mib)) $((399 * mib)) linear /dev/pmem0 $((401 * mib))\n"
	mapped_file segments $((600 << 20))
	# Stripes of half a PMD over two halves of the device, and of two PMDs.
	mapped "0 $((600 * mib)) striped 2 $mib /dev/pmem0 0 /dev/pmem0 $((400 * mib))\n"
	mapped_file fine $((8 * pmd))
	mapped "0 $((600 * mib)) striped 2 $((4 * mib)) /dev/pmem0 0 /dev/pmem0 $((400 * mib))\n"
	mapped_file coarse $((16 * pmd))
	cat /sys/block/dm-0/queue/max_sectors_kb >most
	echo $((2 * pmd / 1024)) >/sys/block/dm-0/queue/max_sectors_kb
	rm $dax/m	# pages were touched
	mapped_file raised $((16 * pmd))
	umount $dax
	exit 0
fi
if [ "$1" = nohuge ]; then
	fallocate -l $((4 * pmd)) $dax/good && zeros $dax/good $((4 * pmd))
	explain good $dax/good
	explain scratch --size $((4 * pmd)) $dax
	exit 0
fi
# many EXTENTS: of a block each, which ext4 would write zeros to join otherwise
many()
{
	zeroout=/sys/fs/ext4/pmem0/extent_max_zeroout_kb
	[ ! -e $zeroout ] || echo 0 >$zeroout
	layout-maker checker "$1" $dax/many
}

# costly NAME ARGUMENT...: and what explaining takes
costly()
{
	name=$1
	shift
	layout-maker spend "$name.cost" daxbench explain --json --output "$name.json" "$@" >"$name.txt" 2>"$name.err"
	echo $? >"$name.status"
}

if [ "$1" = cost ]; then
	truncate -s $((4 * pmd)) $dax/small
	costly small $dax/small
	layout-maker make 5 4 $dax/sparse
	truncate -s 68719476736 $dax/sparse
	costly sparse $dax/sparse
	many "$2"
	costly many-stores --access write $dax/many
	costly many $dax/many
	costly many-half --range 0:$(($2 * page / 2)) $dax/many
	exit 0
fi
if [ "$1" = extents ]; then
	many "$2"
	costly many-unseen --no-observe $dax/many
	costly many-stores --access write $dax/many
	costly many $dax/many
	costly many-all --require pmd $dax/many
	exit 0
fi
if [ "$1" = limit ]; then
	fallocate -l $((8600 << 20)) $dax/long
	layout-maker extents $dax/long >long.extents
	explain long $dax/long
	explain long-stores --access write $dax/long
	exit 0
fi
if [ "$1" = refused ]; then
	echo data >$dax/file
	explain refused $dax/file
	explain refused-directory $dax
	exit 0
fi

fallocate -l $((8 * pmd)) $dax/good && zeros $dax/good $((8 * pmd))
explain good $dax/good
explain require --require pmd $dax/good
explain range --range "$page":$((3 * pmd)) $dax/good
explain past --range $((6 * pmd)):$((4 * pmd)) $dax/good
explain writes --access write $dax/good
explain writes-refused --access write --observe $dax/good
explain shifted-unseen --address shifted $dax/good
explain require-shifted --require pmd --address shifted $dax/good
layout-maker nothp daxbench explain --json --observe $dax/good >nothp.json 2>nothp.err
echo $? >nothp.status

# What spoils a file has one of its own.
for how in shifted nohugepage private; do
	cp $dax/good $dax/$how
done
explain shifted --address shifted --observe $dax/shifted
explain nohugepage --advice nohugepage --observe $dax/nohugepage
explain hint --address hint $dax/good
explain hint-aligned --address hint:0x7e0000000000 $dax/good
explain hint-off --address hint:0x7e0000001000 $dax/good
explain private --private --access write --observe $dax/private
explain private-read --private $dax/good

fallocate -l $((4 * pmd)) $dax/punched && zeros $dax/punched $((4 * pmd))
layout-maker punch $((pmd + page)) "$page" $dax/punched
explain punched $dax/punched

fallocate -l $((4 * pmd)) $dax/mixed && zeros $dax/mixed $((pmd + pmd / 2))
explain mixed $dax/mixed

fallocate -l $((2 * pmd)) $dax/short && zeros $dax/short $((2 * pmd))
truncate -s $((2 * pmd - page)) $dax/short
explain short $dax/short
fallocate -l $((2 * pmd)) $dax/short1 && zeros $dax/short1 $((2 * pmd))
truncate -s $((2 * pmd - page + 1)) $dax/short1
explain eof-by-one $dax/short1

layout-maker alternate 2048 $dax/alternate
layout-maker fill 2048 $dax/alternate
explain fragmented $dax/alternate

truncate -s $((4 * pmd)) $dax/hole
explain hole $dax/hole
explain hole-write --access write $dax/hole

# Another process loads one page of it, off the colour.
fallocate -l $((4 * pmd)) $dax/sticky && zeros $dax/sticky $((4 * pmd))
layout-maker touch $((2 * pmd)) 1 $dax/sticky
explain sticky $dax/sticky
explain sticky-text --format text $dax/sticky
# Captured, it is explained the same elsewhere.
DAXBENCH=daxbench capture-sysroot --explain $dax/sticky captured 2>capture.err
explain sticky-captured --sysroot captured
rm -rf captured
# As the remedy says: copy it, punch it, write it back.
cat $dax/sticky >/tmp/sticky
layout-maker punch $((2 * pmd)) "$pmd" $dax/sticky
explain sticky-punched $dax/sticky
dd if=/tmp/sticky of=$dax/sticky bs="$pmd" skip=2 seek=2 count=1 conv=notrunc 2>/dev/null
explain sticky-healed $dax/sticky
rm /tmp/sticky

explain scratch --size $((16 * pmd)) --require pmd $dax
explain scratch-shifted --size $((4 * pmd)) --address shifted $dax
fallocate -l $((8 * pmd)) $dax/user && zeros $dax/user $((8 * pmd)) && chmod 644 $dax/user
echo 'nobody:x:65534:65534::/:/bin/sh' >>/etc/passwd
chmod 755 /out
su -s /bin/sh nobody -c "daxbench explain --json $dax/user" >user.json 2>user.err
echo $? >user.status
chmod 600 $dax/user
su -s /bin/sh nobody -c "daxbench explain --json $dax/user" >denied.json 2>denied.err
echo $? >denied.status
: >$dax/empty
explain empty $dax/empty
explain page-cache /out

# What a store to a hole gets is the allocator's; the blocks then say.
explain scratch-hole --size $((8 * pmd)) --extents hole $dax
DAXBENCH=daxbench capture-sysroot --explain $dax --option --extents=hole --option --size=4m captured 2>>capture.err
explain captured-hole --sysroot captured
rm -rf captured
explain scratch-written --size $((8 * pmd)) --extents written --access read $dax

# No room: pieces as large as they fit, then none.
truncate -s $((2 * pmd)) $dax/no-room
n=$((1 << 30)) file=0
while [ $n -ge "$page" ]; do
	while fallocate -l $n $dax/fill-$file 2>/dev/null; do
		file=$((file + 1))
	done
	n=$((n / 2))
done
explain no-room --access write $dax/no-room
rm -f $dax/fill-* $dax/no-room

# A bad block in the third chunk of the first extent; it stays until the end.
fallocate -l $((4 * pmd)) $dax/bad && zeros $dax/bad $((4 * pmd))
# shellcheck disable=SC2046	# words are wanted
set -- $(layout-maker extents $dax/bad | head -n 1)
echo "$((($2 - $1 + 2 * pmd + 5 * page) / 512)) 8" >/sys/block/pmem0/badblocks
explain bad $dax/bad

# Other file systems on the same device.
umount $dax
mount -o dax=never /dev/pmem0 $dax && explain never $dax/good
DAXBENCH=daxbench capture-sysroot --explain $dax/good captured 2>>capture.err
umount $dax
explain never-captured --sysroot captured
# With dax=inode the flag decides, of a file or of the directory it is made in.
mount -o dax=inode /dev/pmem0 $dax
explain inode $dax/good
explain inode-directory --size $((4 * pmd)) $dax
layout-maker dax on $dax/good && explain inode-set $dax/good
mkdir $dax/flagged && layout-maker dax on $dax/flagged
explain inode-flagged --size $((4 * pmd)) $dax/flagged
layout-maker dax off $dax/good && explain inode-cleared $dax/good
umount $dax
exit 0
