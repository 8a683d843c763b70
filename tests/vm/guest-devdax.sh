#!/bin/sh
# SPDX-License-Identifier: MIT
#
# guest-devdax.sh SIZE - runs inside a guest for vm-devdax.sh, on a device-dax
# instance. Each run leaves NAME.json, NAME.err and NAME.status in /out;
# devdax.py on the host knows what each must say.
size=$1
dev=/dev/dax0.0

# any NAME COMMAND...: a command of daxbench
any()
{
	name=$1
	shift
	daxbench "$@" >"$name.txt" 2>"$name.err"
	echo $? >"$name.status"
}

# run NAME ARGUMENT...
run()
{
	name=$1
	shift
	any "$name" run --target $dev --size "$size" --repeat 2 --warmup 0 --quiet \
		--format text --output "$name.json" "$@"
}

# as_user NAME COMMAND: by somebody who is nobody
as_user()
{
	su -s /bin/sh nobody -c "daxbench $2" >"$1.txt" 2>"$1.err"
	echo $? >"$1.status"
}

cat /sys/bus/dax/devices/dax0.0/align /sys/bus/dax/devices/dax0.0/size >device
uname -r >release
any inspect inspect $dev

# explain NAME ARGUMENT...
explain()
{
	name=$1
	shift
	any "$name" explain --json --output "$name.json" "$@" $dev
}

# shellcheck disable=SC2046	# two words
set -- $(cat device)
align=$1 capacity=$2
explain explain
explain explain-require --require pmd
explain explain-range --range 4k:"$align"
explain explain-past --range $((capacity - align)):$((2 * align))
explain explain-shifted --address shifted
explain explain-hint --address hint
explain explain-hint-off --address hint:0x7e0000001000
explain explain-private --private
explain explain-advice --advice nohugepage --sample 4
explain explain-write --access write
explain explain-write-observe --access write --observe
any explain-text explain $dev
DAXBENCH=daxbench capture-sysroot --explain $dev captured 2>capture.err
any captured explain --json --output captured.json --sysroot captured
any captured-private explain --json --output captured-private.json --private --sysroot captured
rm -rf captured
run load-touch --workload first-touch --access read
# Not one store so far: what the device held when it was made is there.
run store-touch --workload first-touch --destroy-data
run random-touch --workload first-touch --destroy-data --order random
run sync-touch --workload first-touch --destroy-data --sync
# A gigabyte is long to copy under emulation, and tells nothing more.
if [ "$size" != 1024m ]; then
	run load --workload load --block-size 64k
	run store --workload store --destroy-data --block-size 64k
	run persist --workload persist --destroy-data --engine pmem --block-size 64k
fi
run upgrade --workload wp-upgrade --destroy-data
run threads --workload first-touch --destroy-data --threads 2 --size "$((${size%m} * 2))m"
run pmd-fault --workload pmd-fault --destroy-data
run pte-fault --workload pte-fault --destroy-data
run page-pte --workload first-touch --page pte --access read
run page-pmd --workload first-touch --page pmd --access read
run page-pud --workload first-touch --page pud --access read

# The semantic cases, and that they can fail: one call lies to each.
any check check --target $dev --destroy-data --group V --output check.json
any check-unasked check --target $dev --group V
lie()
{
	DAXBENCH_FAKE=$1 LD_PRELOAD=/usr/bin/fakes.so daxbench check --target $dev \
		--destroy-data --case "$2" --dangerous --output "lie-$1.json" \
		>"lie-$1.txt" 2>"lie-$1.err"
}

[ ! -e /usr/bin/fakes.so ] || {
	lie mmap-anonymous V1,V2,V3,V4,V5,V6,V9,V10
	lie mremap-fresh V12
	lie madvise-unpoisoned V14
}

# refused
run unasked --workload store
run unasked-stage --workload wp-upgrade
run msync --workload persist --destroy-data
run redirty --workload redirty --destroy-data
run system-call --workload read
run calls-uring --workload write --engine uring --destroy-data
run calls-direct --workload read --direct
run calls-fsync --workload persist --engine fsync --destroy-data
run calls-zeros --workload prefault --engine pwrite-zeros --destroy-data
run calls-fallocate --workload prefault --engine fallocate --destroy-data
run calls-punch --workload release --engine punch --destroy-data
run calls-mixed --workload mixed --destroy-data
run extents --workload first-touch --extents hole --access read
run too-large --workload first-touch --access read --size 64g
run absent --workload first-touch --target /dev/dax7.0
run ordinary --workload first-touch --target /dev/zero
echo 'nobody:x:65534:65534::/:/bin/sh' >>/etc/passwd
chmod 755 /out
as_user denied "run --workload load --target $dev --size $size --quiet --format text"
chmod 644 $dev
as_user reader "run --workload first-touch --access read --target $dev --size $size --repeat 1 --quiet --format text"
as_user explain-reader "explain $dev"
as_user no-writer "run --workload store --destroy-data --target $dev --size $size --quiet --format text"
chmod 600 $dev
exit 0
