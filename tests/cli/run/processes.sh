# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Of four processes each takes all the faults of its own page table.
command -v python3 >/dev/null || {
	echo 'there is no python3'
	exit 77
}
for share in own-file own-chunk same-chunk same-page; do
	"$DAXBENCH" run --target shmem --workload fault-scaling --page pte --size 8m \
		--repeat 1 --threads 4 --workers process --share "$share" --expect any \
		--format json | python3 "$CLI/run/processes.py"
done
