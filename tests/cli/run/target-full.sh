# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck source=../private-mounts.sh
. "$CLI/private-mounts.sh"
mkdir full
# shellcheck disable=SC2016	# the inner shell expands
in_private_mounts 'mount -t tmpfs -o size=1m tmpfs full &&
	"$DAXBENCH" run --workload pmd-fault --target control:full \
		--size 4m >/dev/null
	status=$?
	ls -A full
	exit $status'
status=$?
rmdir full
exit $status
