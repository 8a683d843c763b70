# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Even then no file of ours stays in the target directory.
mkdir d
"$DAXBENCH" run --workload pmd-fault --target control:d --expect any \
	--size 2m --repeat 100000 >out &
until find "/proc/$!/fd" -lname '*/data (deleted)' 2>/dev/null | grep -q .; do
	kill -0 $! || exit 99
done
kill -KILL $!
wait $! 2>/dev/null
status=$?
rm out
rmdir d && exit $status
