# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# private-mounts.sh - mounts for one case, gone with it: source this, then
#   in_private_mounts 'mount -t tmpfs -o size=1m tmpfs full && ...'

# shellcheck disable=SC2016	# the inner shell expands
in_private_mounts()
{
	for how in -m -rm; do
		unshare $how sh -c 'mount -t tmpfs tmpfs "$1"' sh "$PWD" 2>/dev/null ||
			continue
		unshare $how sh -c "$1"
		return
	done
	echo 'mounting needs root or user namespaces'
	exit 77
}
