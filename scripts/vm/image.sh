# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2034	# variables are shared between the parts
# shellcheck disable=SC2015	# in 'a && b || fail_env ...' the last never returns
#
# image.sh - what a bzImage says about itself, and the kernel inside it
#
# A kernel that decompresses itself under TCG takes 3 s for it. So the ELF
# kernel is taken out on the host, once, and booted through its PVH entry.
# Kernels without that entry (before 4.20, or CONFIG_PVH off) boot as they are.

IMAGE_BOOT=
IMAGE_HOW=

# The version string of a bzImage: a pointer at 0x20e (boot protocol 2.00 on)
kernel_release()
{
	local magic offset

	magic=$(dd if="$1" bs=1 skip=514 count=4 2>/dev/null)
	[ "$magic" = HdrS ] || return 1
	offset=$(od -A n -t u2 -j 526 -N 2 "$1" 2>/dev/null) || return 1
	dd if="$1" bs=1 skip=$((offset + 512)) count=128 2>/dev/null |
		tr '\0' '\n' | sed -n '1s/ .*//p'
}

# getrandom(2) of kernels before 5.6 may wait for entropy that never comes
kernel_wants_rng()
{
	local major minor

	IFS=.- read -r major minor _ <<< "$KERNEL_RELEASE"
	minor=${minor%%[!0-9]*}
	[ "$major" -lt 5 ] || { [ "$major" -eq 5 ] && [ "$minor" -lt 6 ]; }
}

# image_choose BZIMAGE: what QEMU shall load, in IMAGE_BOOT; how, in IMAGE_HOW
image_choose()
{
	local digest

	IMAGE_BOOT=$1
	IMAGE_HOW=bzimage
	[ "$VM_BZIMAGE" = no ] || return 0
	digest=$(sha256sum < "$1")
	cache_locked images image_fill "$1" "$CACHE/images/${digest:0:32}"
	if [ -s "$CACHE/images/${digest:0:32}" ]; then
		IMAGE_BOOT=$CACHE/images/${digest:0:32}
		IMAGE_HOW=pvh
	fi
}

# image_fill BZIMAGE ENTRY: an empty entry says that there is no PVH kernel
image_fill()
{
	local image=$1 entry=$2

	if [ -e "$entry" ]; then
		touch "$entry"
		return
	fi
	find "$CACHE/images" -type f -mtime +30 -delete
	image_extract "$image" > "$entry.new" 2>/dev/null
	image_has_pvh "$entry.new" || : > "$entry.new"
	mv -f "$entry.new" "$entry" || fail_env "cannot write '$entry'"
}

image_number()
{
	od -A n -t "$2" -j "$3" -N "${2#u}" "$1" | tr -d ' '
}

# The payload of a bzImage (boot protocol 2.08 on), decompressed. Its last
# four bytes are a length that not every format expects there.
image_extract()
{
	local image=$1 sectors offset length

	sectors=$(image_number "$image" u1 497)
	offset=$(image_number "$image" u4 584)
	length=$(image_number "$image" u4 588)
	offset=$(((sectors + 1) * 512 + offset))
	image_payload() { tail -c "+$((offset + 1))" "$image" | head -c "$length"; }
	case $(image_payload | head -c 4 | od -A n -t x1 | tr -d ' \n') in
	fd377a58) image_payload | xz -dcq --single-stream ;;
	28b52ffd) image_payload | head -c -4 | zstd -dcq ;;
	1f8b*) image_payload | gzip -dcq ;;
	02214c18) image_payload | head -c -4 | lz4 -dcq ;;
	esac
}

# The ELF note Xen 18 (XEN_ELFNOTE_PHYS32_ENTRY)
image_has_pvh()
{
	elf_is "$1" && grep -aqP \
		'\x04\x00\x00\x00[\x04\x08]\x00\x00\x00\x12\x00\x00\x00Xen\x00' "$1"
}
