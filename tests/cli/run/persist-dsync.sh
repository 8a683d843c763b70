# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Durable without a mapping: none is made, and none is judged.
command -v python3 >/dev/null || {
	echo 'there is no python3'
	exit 77
}
"$DAXBENCH" run --workload persist --engine dsync --target shmem --size 4m \
	--repeat 1 --format json | python3 "$CLI/run/counts.py"
