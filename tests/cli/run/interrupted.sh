# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# SIGINT: status 130 and a whole document, with what was finished.
env --default-signal=INT true 2>/dev/null || {
	echo 'this env(1) cannot reset a signal'
	exit 77
}
env --default-signal=INT "$DAXBENCH" run --workload pmd-fault --target shmem \
	--expect any --size 2m --repeat 100000 --output r.json >out &
# It listens to signals from before its memory file is made.
until find "/proc/$!/fd" -lname "*memfd:daxbench*" 2>/dev/null | grep -q .; do
	kill -0 $! || exit 99
done
kill -INT $!
wait $!
status=$?
sed -n '2,5p; /^ "status"/p; $p' r.json
tail -n 1 out
rm out
exit $status
