# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2154	# top_srcdir and work are the test's
#
# fake-kernel.sh - what tests without QEMU share: bin/ in front of PATH, a
# cache of their own, kernels that are only a name; ends the test with a skip
# where a tool of daxbench-vm is missing
#
#	work=$(mktemp -d); . "$top_srcdir/tests/matrix/fake-kernel.sh"

top=$(cd "$top_srcdir" && pwd)
DAXBENCH_BIN=${DAXBENCH_BIN:-$PWD/daxbench}
FAKE_RESULT=$top/tests/compare/6.1-ext4-a.json
FAKE_RESULT_WORSE=$top/tests/compare/6.12-ext4.json
PATH=$top/tests/matrix/bin:$PATH:/usr/sbin:/sbin
DAXBENCH_CACHE=$work/cache
DAXBENCH_LIBEXEC=$top/scripts
FAKE_BOOTS=$work/boots
FAKE_GATE=$work/gate
# no network, whatever is asked for
DAXBENCH_DEBIAN_MIRROR=http://127.0.0.1:9/debian
DAXBENCH_DEBIAN_SECURITY_MIRROR=http://127.0.0.1:9/debian-security
export DAXBENCH_BIN FAKE_RESULT FAKE_RESULT_WORSE PATH DAXBENCH_CACHE \
	DAXBENCH_LIBEXEC FAKE_BOOTS FAKE_GATE DAXBENCH_DEBIAN_MIRROR \
	DAXBENCH_DEBIAN_SECURITY_MIRROR

for tool in jq busybox cpio modprobe ndctl mkfs.ext4 mkfs.ext2 mkfs.xfs setpriv; do
	command -v $tool >/dev/null || {
		skip 'all' "'$tool' is not installed"
		tap_end
		exit
	}
done

# kernel NAME: the least that is a bzImage of this release, in $work/NAME
kernel()
{
	mkdir -p "$work/$1"
	{
		head -c 514 /dev/zero
		printf HdrS
		head -c 8 /dev/zero
		printf '\000\002'
		head -c 496 /dev/zero
		printf '5.99.0-%s (tests) #1\0' "$1"
	} > "$work/$1/bzImage"
}
