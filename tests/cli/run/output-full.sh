# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Nothing half-written stays under either name.
# shellcheck source=../private-mounts.sh
. "$CLI/private-mounts.sh"
mkdir full
# shellcheck disable=SC2016	# the inner shell expands
in_private_mounts 'mount -t tmpfs -o size=4k tmpfs full &&
	"$DAXBENCH" run --workload pmd-fault --target shmem --expect any \
		--size 2m --repeat 1 --output full/r.json >/dev/null
	status=$?
	ls -A full
	exit $status'
status=$?
rmdir full
exit $status
