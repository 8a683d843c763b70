# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Four parties, as many operations each, and nothing found on memory.
command -v python3 >/dev/null || {
	echo 'there is no python3'
	exit 77
}
for how in "--ops 4000" "--ops 8000 --threads 8 --block-size 64" "--runtime 200ms --seed 9"; do
	# shellcheck disable=SC2086	# a list of options
	"$DAXBENCH" run --workload mixed $how --target shmem --size 4m \
		--expect any --repeat 1 --warmup 0 --format json |
		python3 -c 'import json, sys
run = json.load(sys.stdin)["runs"][0]
rep = run["repetitions"][0]
done = {m["name"]: m["values"][0] for m in run["metrics"]}
acts = [done[key] for key in ("reads", "writes", "loads", "stores", "truncations")]
if rep["ended"] == "operations":
    print(acts, [t["operations"] for t in rep["threads"]])
print(sum(acts) == rep["operations"], done["words_checked"] > 0, done["illegal_values"], rep.get("finding"))'
done
