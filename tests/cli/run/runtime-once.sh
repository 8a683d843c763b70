# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# First touches are taken once; what helps instead is named.
for how in 'pmd-fault --ops 100' 'pte-fault --ops 100' 'log-append --runtime 1s' \
	'write --extents hole --ops 10' 'release --runtime 1s' 'redirty --ops 4'; do
	# shellcheck disable=SC2086	# a list of options
	"$DAXBENCH" run --workload $how --target shmem
	echo "$how: status $?"
done
