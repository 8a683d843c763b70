# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# One a touch, and none of the program's own.
if grep -q __asan_init "$DAXBENCH"; then
	echo 'the address sanitizer takes page faults of its own'
	exit 77
fi
for extents in hole unwritten; do
	"$DAXBENCH" run --workload pmd-fault,pte-fault --target shmem \
		--expect any --extents $extents --threads 2 --size 4m \
		--repeat 3 --format text | sed -nE 's/^  (faults .*) \(.*/\1/p'
done
