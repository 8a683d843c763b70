# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck source=../private-mounts.sh
. "$CLI/private-mounts.sh"
# shellcheck disable=SC2016	# the inner shell expands
in_private_mounts 'mkdir t && mount -t tmpfs tmpfs t && echo x >t/file &&
	"$DAXBENCH" explain t/file; status=$?; umount t; rmdir t; exit $status'
