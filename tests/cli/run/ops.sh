# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# As many operations as asked for, whatever the range has: half of it, and more
# than all.
command -v python3 >/dev/null || {
	echo 'there is no python3'
	exit 77
}
for how in 'load --ops 100' 'store --ops 1025 --threads 2' 'chase --ops 3000 --order random' \
	'write --ops 2000 --engine psync' 'sync-cost --ops 7 --engine fsync'; do
	# shellcheck disable=SC2086	# a list of options
	"$DAXBENCH" run --workload $how --target shmem --size 4m --expect any \
		--repeat 1 --format json |
		python3 -c 'import json, sys
run = json.load(sys.stdin)["runs"][0]
rep = run["repetitions"][0]
values = {m["name"]: m["values"][0] for m in run["metrics"]}
print(run["workload"], rep["operations"], rep["ended"], [t["operations"] for t in rep["threads"]],
      rep["latency_ns"]["count"], values["faults_per_chunk"], rep["steady"]["within_percent"])'
done
