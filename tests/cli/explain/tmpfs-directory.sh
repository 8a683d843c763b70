# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck source=../private-mounts.sh
. "$CLI/private-mounts.sh"
# Nothing is left in it.
# shellcheck disable=SC2016	# the inner shell expands
in_private_mounts 'mkdir t && mount -t tmpfs tmpfs t &&
	"$DAXBENCH" explain t; status=$?; ls -A t; umount t; rmdir t; exit $status'
