# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What the target cannot do is skipped with the reason; the rest is done.
command -v python3 >/dev/null || {
	echo 'there is no python3'
	exit 77
}
cat >mine.json <<'J'
{"schema": {"name": "daxbench-plan", "version": 1}, "name": "mine", "summary": "of a test",
 "options": {"size": "2m", "repeat": 1, "warmup": 0},
 "runs": [{"workload": "pmd-fault", "sync": [true, false]}]}
J
"$DAXBENCH" run --plan mine.json --target shmem --expect any --quiet --output r.json >out
echo "status $?"
grep -c '^1 run was skipped: ' out
grep -c ' skipped$' out
python3 - <<'P'
import json
for run in json.load(open("r.json"))["runs"]:
    print(run.get("skipped"), run["validity"], len(run["repetitions"]))
P
rm mine.json out r.json
