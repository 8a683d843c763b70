# SPDX-License-Identifier: MIT
# shellcheck shell=sh
F=$CLI/../compare
"$DAXBENCH" run -w pte-fault -t shmem --expect any -s 4m -r 2 -q -o wall.json -f json >/dev/null
"$DAXBENCH" compare "$F/6.1-ext4-a.json" wall.json >out
status=$?
sed -n "s/^\(incomparable: clock is icount and wall, target.class is fsdax and shmem\),.*/\1/p" out
rm out wall.json
exit $status
