# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Blocks smaller and larger than a page, in any order, by two threads.
command -v python3 >/dev/null || {
	echo 'there is no python3'
	exit 77
}
for block in 64 64k; do
	"$DAXBENCH" run --workload load,store,persist,read,write \
		--block-size $block --order random --threads 2 --target shmem \
		--expect any --size 4m --repeat 1 --format json |
		python3 "$CLI/run/counts.py"
done
