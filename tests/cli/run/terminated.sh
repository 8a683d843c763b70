# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --workload pmd-fault --target shmem --expect any \
	--size 2m --repeat 100000 >out &
until find "/proc/$!/fd" -lname "*memfd:daxbench*" 2>/dev/null | grep -q .; do
	kill -0 $! || exit 99
done
kill -TERM $!
wait $!
status=$?
sed -n '/^ "status"/p' out
rm out
exit $status
