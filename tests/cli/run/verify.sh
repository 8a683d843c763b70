# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What was written, by whatever engine, and what was read is what it must be.
for how in 'write --engine psync' 'write --engine dsync --order random' \
	'store --block-size 64' 'store --engine msync --threads 2' 'txn-sync' \
	'log-append' 'load --extents hole' 'read --block-size 64k'; do
	# shellcheck disable=SC2086	# a list of options
	"$DAXBENCH" run --verify --workload $how --target shmem --size 4m \
		--expect any --repeat 2 --quiet --output r.json >out 2>err
	echo "$how: status $?"
	cat err
done
rm r.json out err
