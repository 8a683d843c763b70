#!/bin/sh
# SPDX-License-Identifier: MIT
#
# guest-faults.sh - runs inside a guest for vm-faults.sh: every run whose
# mapping is known beforehand. Each leaves NAME.json, NAME.err and NAME.status
# in /out; faults.py on the host knows what each must say.
dax=/mnt/dax

# run NAME ARGUMENT...
run()
{
	name=$1
	shift
	daxbench run --format text --output "$name.json" --quiet "$@" \
		>"$name.txt" 2>"$name.err"
	echo $? >"$name.status"
}

small() { name=$1; shift; run "$name" --size 16m --repeat 3 "$@"; }

small pmd --workload pmd-fault
small pte --workload pte-fault
small pmd-read-written --workload pmd-fault --access read --extents written
small pte-read-written --workload pte-fault --access read --extents written
small pmd-read-hole --workload pmd-fault --access read --extents hole
small pmd-write-hole --workload pmd-fault --extents hole
small pmd-write-written --workload pmd-fault --extents written
small pmd-sync --workload pmd-fault --sync
small pmd-random --workload pmd-fault --order random
small pte-random --workload pte-fault --order random
small expect-pte --workload pmd-fault --expect pte
small expect-any --workload pmd-fault --expect any
small page-cache --workload pmd-fault --target /tmp
small control --workload pmd-fault --target control:/tmp --expect any
run too-large --size 8g --repeat 1 --workload pmd-fault
run too-large-hole --size 8g --repeat 1 --workload pmd-fault --extents hole

# An ordinary user sees less and must still be sure.
mkdir $dax/user && chown 65534:65534 $dax/user
echo 'nobody:x:65534:65534::/:/bin/sh' >>/etc/passwd
mkdir -m 777 user && chmod 755 /out
su -s /bin/sh nobody -c "daxbench run --workload pmd-fault --size 16m --repeat 3 \
	--target $dax/user --format text --output /out/user/nobody.json" >nobody.txt 2>nobody.err
echo $? >nobody.status
mv user/nobody.json . 2>/dev/null

mount -o remount,ro $dax
small read-only --workload pmd-fault --target $dax
mount -o remount,rw $dax

# A signal in the middle: valid partial document, exit 128 + 15. (Not SIGINT:
# a shell starts what it puts in the background with that ignored.)
daxbench run --workload pte-fault --size 64m --repeat 100000 --format text \
	--output interrupted.json >interrupted.txt 2>interrupted.err &
pid=$!
# Its first pass has begun when its file is mapped.
until grep -q "deleted" /proc/$pid/maps 2>/dev/null; do
	kill -0 $pid || break
	usleep 20000
done
kill -TERM $pid
wait $pid
echo $? >interrupted.status

# And one that cannot be caught.
daxbench run --workload pte-fault --size 64m --repeat 100000 >/dev/null 2>&1 &
pid=$!
until grep -q "deleted" /proc/$pid/maps 2>/dev/null; do
	kill -0 $pid || break
	usleep 20000
done
kill -KILL $pid
wait $pid
# what is left behind, of all of the above
find $dax -mindepth 1 ! -name lost+found ! -path "$dax/user" >left.txt
ls -d /tmp/.daxbench* /tmp/daxbench* >>left.txt 2>/dev/null
exit 0
