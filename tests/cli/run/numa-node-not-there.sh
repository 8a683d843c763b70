# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Whatever the build and the machine, nothing is run elsewhere instead.
"$DAXBENCH" run --workload load --target shmem --size 2m --numa-node 1000 --format json 2>&1 >doc.json |
	sed -n 's/.*\(--numa-node 1000\).*/\1/p' | head -n 1
grep -c '"repetitions": \[\]' doc.json
rm doc.json
