# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Somebody else makes files durable meanwhile, and leaves none.
command -v python3 >/dev/null || {
	echo 'there is no python3'
	exit 77
}
mkdir files
"$DAXBENCH" run --workload first-touch,read --journal busy --target control:files \
	--expect any --size 4m --repeat 2 --format json |
	python3 -c 'import json, sys
for run in json.load(sys.stdin)["runs"]:
    facts = {fact["key"]: fact["value"] for fact in run["parameters"]}
    values = {m["name"]: m["values"] for m in run["metrics"]}
    print(run["workload"], facts["journal"], len(values["journal_commits"]), all(n >= 0 for n in values["journal_commits"]))'
rmdir files
