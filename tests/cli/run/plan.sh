# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The runs of a plan in their order, all in one document that names the plan.
command -v python3 >/dev/null || {
	echo 'there is no python3'
	exit 77
}
cat >mine.json <<'J'
{"schema": {"name": "daxbench-plan", "version": 1}, "name": "mine", "summary": "of a test",
 "options": {"size": "2m", "repeat": 2, "warmup": 0},
 "runs": [
  {"workload": "read", "block_size": "64k:*4:1m", "engine": "psync,dsync"},
  {"workload": "load", "block_size": "64k"}
 ]}
J
"$DAXBENCH" run --plan ./mine.json --target shmem --expect any --quiet --output r.json >out
echo "status $?"
python3 - <<'P'
import json
d = json.load(open("r.json"))
print(d["status"], d["plan"]["name"], len(d["plan"]["digest"]), d["plan"]["runs"])
for run in d["runs"]:
    p = {f["key"]: f for f in run["parameters"]}
    print(run["workload"], run["engine"], p["block_size"]["value"], p["block_size"]["source"],
          [r["operations"] for r in run["repetitions"]])
P
rm mine.json out r.json
