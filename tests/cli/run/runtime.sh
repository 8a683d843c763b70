# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# As long as asked for; that, and what was found of the rate, is said.
command -v python3 >/dev/null || {
	echo 'there is no python3'
	exit 77
}
for how in 'load --threads 2' 'write --steady 100'; do
	# shellcheck disable=SC2086	# a list of options
	"$DAXBENCH" run --workload $how --runtime 100ms --target shmem --size 4m \
		--expect any --repeat 2 --warmup 0 --format json |
		python3 -c 'import json, sys
run = json.load(sys.stdin)["runs"][0]
facts = {fact["key"]: fact["value"] for fact in run["parameters"]}
for rep in run["repetitions"]:
    steady = rep["steady"]
    known = steady["state"] != "unknown"
    print(run["workload"], facts["runtime"], rep["ended"] in ("runtime", "steady"), rep["operations"] > 0,
          steady["within_percent"],
          all((steady[key] is not None) == known for key in ("windows", "window_ns", "operations", "deviation_percent", "slope_percent")))'
done
