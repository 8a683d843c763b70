# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Workers stay where they are told; the list is in the result.
"$DAXBENCH" run --workload load --threads 2 --pin 0 --target shmem --size 4m \
	--expect any --repeat 1 --quiet --format json >r.json
echo "status $?"
grep -A 1 '"key": "pin"' r.json
rm r.json
