#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-explain.sh - explain against real kernels: files whose reason is known,
# and files made at random, of which every chunk must be as predicted
#
# usage: vm-explain.sh [histories | extents | limit]
#
#	histories	only the random files
#	extents		only a file of very many extents, and what it costs
#	limit		only a file longer than XFS's longest extent, 8 GiB: takes
#			12 GiB of memory
#
# Environment: EXPLAIN_SEEDS, random files for each of four layouts (partition
# at 1 and at 2 MiB, mkfs with and without alignment), twice; EXPLAIN_EXTENTS,
# of the file (1,000,000); EXPLAIN_KERNELS, of all this; EXPLAIN_KEEP, a new
# directory in which the documents stay. More than 5,000 chunks on four kernels:
#	EXPLAIN_SEEDS=8 EXPLAIN_KERNELS='suite:bullseye suite:bookworm
#		suite:trixie suite:trixie-backports' vm-explain.sh histories
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
seeds=${EXPLAIN_SEEDS:-1}
extents=${EXPLAIN_EXTENTS:-1000000}
kernels=${EXPLAIN_KERNELS:-suite:bookworm suite:trixie}
part=${1:-all}
if [ -n "${EXPLAIN_KEEP:-}" ]; then
	work=$EXPLAIN_KEEP
	mkdir "$work" || exit 1
else
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
fi
boots=()

${CC:-gcc} -std=gnu17 -O2 -static -I"$top_srcdir/src" -o "$work/layout-maker" \
	"$top_srcdir/tests/vm/layout-maker.c" || exit 1

# boot KIND KERNEL FS [OPTION...]
boot()
{
	local kind=$1 kernel=$2 fs=$3
	local where=$work/$kind-${kernel#suite:}-$fs arguments=$kind limit=$((400 + 60 * seeds))

	shift 3
	[ "$kind" != histories ] || arguments="histories $seeds"
	[ "$kind" != cost ] || arguments="cost 40000"
	[ "$kind" != extents ] || arguments="extents $extents" limit=$((400 + extents / 500))
	mkdir "$where"
	# shellcheck disable=SC2086	# two words
	"$top_srcdir/scripts/daxbench-vm" -q --timeout "$limit" --kernel "$kernel" --fs "$fs" "$@" \
		--copy "$top_srcdir/tests/vm/guest-explain.sh" --copy "$work/layout-maker" \
		--copy "$top_srcdir/scripts/capture-sysroot" \
		--raw-command --output "$where/" -- guest-explain.sh $arguments 2>"$where/vm.err" ||
		sed 's/^/# /' "$where/vm.err"
	boots+=("$kind" "$kernel" "$fs" "$where")
}

for kernel in $kernels; do
	for fs in ext4 xfs; do
		case $part-$fs in
		histories-* | all-*) boot histories "$kernel" "$fs" ;;
		extents-*) boot extents "$kernel" "$fs" --size 5G ;;
		limit-xfs) boot limit "$kernel" xfs --size 10G \
			--mkfs-opts '-m reflink=0 -d agsize=8800m,su=2m,sw=1' ;;
		esac
		[ "$part" != all ] || boot main "$kernel" "$fs"
	done
done
if [ "$part" = all ]; then
	boot plain suite:bookworm ext4 --mem 512M --mkfs-opts '-b 4096'
	boot plain suite:trixie xfs --mem 512M --mkfs-opts '-m reflink=0'
	boot ext2 suite:trixie ext2
	# Device-mapper, where its tool is; and a processor without huge pages.
	if dmsetup=$(PATH=$PATH:/usr/sbin:/sbin command -v dmsetup); then
		boot mapped suite:bookworm ext4 --load-module dm_mod --copy "$dmsetup"
	else
		echo "# without dmsetup device-mapper is not tested"
	fi
	boot nohuge suite:trixie ext4 --pmem e820 --append clearcpuid=3
	boot cost suite:bookworm ext4 --icount
	boot refused suite:bookworm ext4 --mkfs-opts '-b 1024' --mount-opts noatime
fi
exec_status=0
/usr/bin/python3 -B "$top_srcdir/tests/vm/explain.py" "$top_srcdir/schema" "${boots[@]}" || exec_status=1
exit $exec_status
