#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-machine.sh - every kind of pmem and file system comes up as promised

# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

# The line of /proc/mounts, the DAX state of the disk, who provides it
# shellcheck disable=SC2016	# for the shell of the guest
probe='grep " /mnt/dax " /proc/mounts | cut -d" " -f3,4
	cat /sys/block/pmem0/queue/dax
	cat /sys/bus/nd/devices/ndbus0/provider
	ls /dev/dax0.0
	uname -r'

# boots ARG...
boots()
{
	run_vm "$@" --raw-command -- sh -c "$probe; true"
	is "$status" 0 "boots: $*"
}

mounted()
{
	ok "$(grep -c -m 1 -E -e "$1" "$tmp/stdout")" "$2"
}

plan 24
need_vm "" suite:trixie

boots
mounted '^ext4 .*dax=always' "ext4 is mounted with DAX"
mounted '^ACPI.NFIT$' "on an NVDIMM"
boots --fs xfs
mounted '^xfs .*dax=always' "XFS is mounted with DAX"
mounted '^xfs .*sunit=4096' "its blocks are 2 MiB aligned"
boots --fs ext2
mounted '^ext2 .*dax' "ext2 is mounted with DAX"
boots --pmem virtio --mkfs-opts "-b 4096 -m 0"
mounted '^ext4 .*dax=always' "on virtio-pmem too"
mounted '^virtio-pmem$' "which it is"
boots --pmem e820
mounted '^ext4 .*dax=always' "on a memmap= region too"
mounted '^e820$' "which it is"
boots --namespace raw
mounted '^ext4 ' "a raw namespace is mounted"
ok $((! $(grep -c '^ext4 .*dax' "$tmp/stdout"))) "without DAX"
mounted '^0$' "which it could not do"
boots --namespace devdax
printed /dev/dax0.0 "device-dax is there"
ok $((! $(grep -c '^ext4' "$tmp/stdout"))) "and no file system"
boots --kernel suite:trixie --size 256M
mounted '^6\.12\.' "with kernel 6.12"
mounted '^ext4 .*dax=always' "and DAX on 256 MiB"
done_testing
