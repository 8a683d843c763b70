# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# SIGINT within a plan: status 130 and a whole document with what was finished.
command -v python3 >/dev/null || {
	echo 'there is no python3'
	exit 77
}
cat >mine.json <<'J'
{"schema": {"name": "daxbench-plan", "version": 1}, "name": "mine", "summary": "of a test",
 "options": {"size": "2m", "warmup": 0},
 "runs": [{"workload": "pmd-fault", "repeat": 1}, {"workload": "pte-fault", "repeat": 100000},
	  {"workload": "load"}]}
J
python3 -B "$CLI/../schema/interrupt.py" 'pte-fault: repetition (9 ' \
	"$DAXBENCH" run --plan mine.json --target shmem --expect any \
	--format text --output r.json >out
status=$?
python3 - <<'P'
import json
d = json.load(open("r.json"))
print(d["status"], d["plan"]["runs"])
for run in d["runs"]:
    print(run["workload"], run["validity"]["state"], len(run["repetitions"]) > 0)
P
rm out mine.json r.json
exit $status
