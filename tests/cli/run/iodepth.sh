# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# More operations than may be in flight, and fewer.
command -v python3 >/dev/null || {
	echo 'there is no python3'
	exit 77
}
why=$("$DAXBENCH" list --format json | python3 -c 'import json, sys
for engine in json.load(sys.stdin)["engines"]:
    if engine["name"] == "uring":
        print(engine["details"]["available"])')
if [ "$why" != yes ]; then
	echo "uring: $why"
	exit 77
fi
for depth in 1 7 1024; do
	"$DAXBENCH" run --workload read,write --engine uring \
		--iodepth $depth --block-size 512 --target shmem --size 4m \
		--repeat 1 --format json | python3 "$CLI/run/counts.py"
done
