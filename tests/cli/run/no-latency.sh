# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Nothing is timed by itself, all is done; nothing is known of latency.
command -v python3 >/dev/null || {
	echo 'there is no python3'
	exit 77
}
"$DAXBENCH" run --workload first-touch,store,write --no-latency \
	--extents written-clean --target shmem --expect any --size 4m \
	--repeat 1 --format json >out
python3 "$CLI/run/counts.py" <out
python3 -c 'import json, sys
for run in json.load(sys.stdin)["runs"]:
    print({metric["name"]: metric["values"] for metric in run["metrics"]
           if metric["name"].startswith("latency")})
    latency = run["repetitions"][0]["latency_ns"]
    print({key: latency[key] for key in latency if key != "unit"})' <out
rm out
