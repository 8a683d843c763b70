# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Every workload once, with its own engine: what each did. Shared memory has no
# blocks for cow-reflink to share.
command -v python3 >/dev/null || {
	echo 'there is no python3'
	exit 77
}
if [ "$(getconf PAGE_SIZE)" != 4096 ]; then
	echo 'the counts are those of 4 KiB pages'
	exit 77
fi
for workload in $("$DAXBENCH" list --format json |
	python3 -c 'import json, sys
for each in json.load(sys.stdin)["workloads"]: print(each["name"])'); do
	"$DAXBENCH" run --workload "$workload" --target shmem --expect any \
		--size 4m --repeat 1 --format json | python3 "$CLI/run/counts.py"
done
