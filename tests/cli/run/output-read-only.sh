# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck source=../private-mounts.sh
. "$CLI/private-mounts.sh"
mkdir ro
# shellcheck disable=SC2016	# the inner shell expands
in_private_mounts 'mount -t tmpfs -o ro tmpfs ro &&
	"$DAXBENCH" run --workload pmd-fault --target shmem --output ro/r.json'
status=$?
rmdir ro
exit $status
