# SPDX-License-Identifier: MIT
# shellcheck shell=sh
cat >mine.json <<'J'
{"schema": {"name": "daxbench-plan", "version": 1}, "name": "mine", "summary": "of a test",
 "runs": [{"workload": "load"}, {"workload": "load", "target": "shmem"}]}
J
"$DAXBENCH" run --plan mine.json
status=$?
rm mine.json
exit $status
