# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The same work by every setting, and which it was.
command -v python3 >/dev/null || {
	echo 'there is no python3'
	exit 77
}
"$DAXBENCH" list --format json | python3 -c 'import json, sys
sys.exit(all(e["name"] != "uring" or e["details"]["available"] != "yes"
	for e in json.load(sys.stdin)["engines"]))' || {
	echo 'no engine uring here'
	exit 77
}
for options in '' '--uring-buffers plain' '--uring-file plain' '--sqpoll --submit-batch 2'; do
	# shellcheck disable=SC2086	# options and their values
	"$DAXBENCH" run --workload read,write --engine uring --iodepth 4 $options \
		--target shmem --size 4m --repeat 1 --verify --format json >doc.json
	python3 "$CLI/run/counts.py" <doc.json
	python3 -c 'import json
facts = {f["key"]: f["value"] for f in json.load(open("doc.json"))["runs"][0]["parameters"]}
print(*(facts[k] for k in ("iodepth", "submit_batch", "uring_buffers", "uring_file", "sqpoll")))'
done
rm doc.json
