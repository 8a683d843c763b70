# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# A hole takes no block yet, but the stores would: said before, not by SIGBUS.
# shellcheck source=../private-mounts.sh
. "$CLI/private-mounts.sh"
mkdir full
# shellcheck disable=SC2016	# the inner shell expands
in_private_mounts 'mount -t tmpfs -o size=1m tmpfs full &&
	"$DAXBENCH" run --workload pmd-fault --target control:full \
		--extents hole --size 4m >/dev/null'
status=$?
rmdir full
exit $status
