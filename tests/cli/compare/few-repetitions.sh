# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run -w pte-fault -t shmem --expect any -s 4m -r 3 -q -o wall.json -f json >/dev/null
"$DAXBENCH" compare wall.json wall.json >out
status=$?
grep -c "latency_p50 cannot be judged: fewer than 9 values a side" out
rm out wall.json
exit $status
