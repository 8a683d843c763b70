# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2034	# variables are shared between the parts
# shellcheck disable=SC2015	# in 'a && b || fail_env ...' the last never returns
#
# initramfs.sh - what the guest boots into, as three cpio archives in a row
#
#	modules   of this kernel, decompressed, with their order   cached
#	tools     busybox, ndctl, mkfs, their libraries, /init     cached
#	start     daxbench, --copy files, command, configuration   made each time
#
# The kernel unpacks concatenated archives one after the other. They are not
# compressed: under TCG unpacking costs more than loading (see the man page).

INITRAMFS_TOOLS="ndctl mkfs.ext4 mkfs.ext2 mkfs.xfs"
INITRAMFS_BUSYBOX=

# initramfs_layers: the cached ones, in LAYER_MODULES and LAYER_TOOLS; uses
# KERNEL_* and VM_*
initramfs_layers()
{
	initramfs_check_tools
	modules_check
	initramfs_layer modules modules_key modules_stage
	LAYER_MODULES=$LAYER
	initramfs_layer tools tools_key tools_stage
	LAYER_TOOLS=$LAYER
}

# initramfs_join OUTPUT: the cached layers and this start's
initramfs_join()
{
	mkdir "$WORK/start" && start_stage "$WORK/start" ||
		fail_env "cannot gather the files of the guest"
	cpio_make "$WORK/start" "$WORK/start.cpio" &&
		cat "$LAYER_MODULES" "$LAYER_TOOLS" "$WORK/start.cpio" > "$1" ||
		fail_env "cannot write the initramfs in '$WORK'"
	rm -rf "$WORK/start" "$WORK/start.cpio"
}

initramfs_check_tools()
{
	local tool

	INITRAMFS_BUSYBOX=$(command -v busybox) || INITRAMFS_BUSYBOX=
	[ -n "$INITRAMFS_BUSYBOX" ] ||
		fail_env "'busybox' is missing: apt-get install busybox-static"
	! elf_is_dynamic "$INITRAMFS_BUSYBOX" ||
		fail_env "'$INITRAMFS_BUSYBOX' is not static:" \
			"apt-get install busybox-static"
	need cpio cpio
	need modprobe kmod
	for tool in $INITRAMFS_TOOLS; do
		case $tool in
		ndctl) need ndctl ndctl ;;
		mkfs.xfs) [ "$VM_FS" != xfs ] || need mkfs.xfs xfsprogs ;;
		*) need "$tool" e2fsprogs ;;
		esac
	done
}

# initramfs_layer NAME KEY STAGE: a cached archive, its path in $LAYER. KEY
# prints what the content depends on, STAGE fills a folder.
initramfs_layer()
{
	local name=$1 digest

	digest=$("$2" | sha256sum) || fail_env "cannot read the files of the guest"
	LAYER=$CACHE/initramfs/$name-${digest:0:32}.cpio
	if [ -s "$LAYER" ]; then
		touch "$LAYER"
		return
	fi
	find "$CACHE/initramfs" -name '*.cpio' -mtime +30 -delete
	mkdir "$WORK/$name"
	"$3" "$WORK/$name" && cpio_make "$WORK/$name" "$WORK/$name.cpio" &&
		mv "$WORK/$name.cpio" "$LAYER" ||
		fail_env "cannot make the $name part of the initramfs in '$WORK'"
	rm -rf "${WORK:?}/$name"
}

# One archive of a folder: root's, with times and inodes that do not vary
cpio_make()
(
	cd "$1" && find . -exec touch -h -d @0 {} + &&
		find . | LC_ALL=C sort |
			cpio -o -H newc -R 0:0 --reproducible --quiet > "$2"
)

# Modules ------------------------------------------------------------------

modules_wanted()
{
	case $VM_PMEM in
	nvdimm) echo libnvdimm nfit nd_pmem ;;
	virtio) echo virtio_pci virtio_pmem nd_pmem ;;
	e820) echo nd_e820 nd_pmem ;;
	esac
	[ "$VM_NAMESPACE" != devdax ] || echo dax_pmem device_dax
	[ "$VM_NAMESPACE" = devdax ] || echo "$VM_FS"
	[ "$VM_RNG" = no ] || echo virtio_pci virtio_rng
	echo "${VM_LOAD[@]}"
}

# modules_depends MODULE: what modprobe would load, or "builtin"
modules_depends()
{
	mkdir -p "$WORK/empty"
	PATH=$PATH:/usr/sbin:/sbin modprobe -C "$WORK/empty" \
		-d "$KERNEL_MODULES" -S "$KERNEL_RELEASE" \
		--show-depends "$1" 2>/dev/null
}

# What was asked for by name must be there
modules_check()
{
	local module

	for module in "${VM_LOAD[@]}"; do
		[ -n "$KERNEL_MODULES" ] && modules_depends "$module" >/dev/null ||
			fail_env "kernel $KERNEL_RELEASE has no module '$module'"
	done
}

# The files in the order of loading. The empty configuration matters: the
# ndctl package's modprobe.d would replace libnvdimm by a command.
modules_list()
{
	local module

	[ -n "$KERNEL_MODULES" ] || return 0
	# shellcheck disable=SC2046
	for module in $(modules_wanted); do
		modules_depends "$module"
	done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }'
}

modules_key()
{
	modules_list | tr '\n' '\0' | xargs -0r stat -L -c '%n %s %y %i'
}

modules_stage()
{
	local root=$1 file name

	mkdir -p "$root/lib/daxbench"
	: > "$root/lib/daxbench/modules"
	while IFS= read -r file; do
		name=${file##*/}
		name=${name%%.ko*}.ko
		case $file in
		*.ko.xz) xz -dc "$file" ;;
		*.ko.zst) zstd -dcq "$file" ;;
		*.ko.gz) gzip -dc "$file" ;;
		*) cat "$file" ;;
		esac > "$root/lib/daxbench/$name" || return 1
		echo "/lib/daxbench/$name" >> "$root/lib/daxbench/modules"
	done < <(modules_list)
}

# Programs -----------------------------------------------------------------

elf_is()
{
	[ "$(head -c 4 "$1" 2>/dev/null | od -A n -t x1)" = " 7f 45 4c 46" ]
}

# A program that names a loader has an INTERP header; ldd says so by success
elf_is_dynamic()
{
	elf_is "$1" && ldd "$1" >/dev/null 2>&1
}

# The shared libraries of a program and its loader, one a line
elf_libraries()
{
	ldd "$1" 2>/dev/null | awk '
		/=> \// { print $3 }
		/^[ \t]*\// { print $1 }'
}

# put_program ROOT FILE TARGET: with all it needs to start
put_program()
{
	local root=$1 file=$2 target=$3 library missing

	mkdir -p "$root${target%/*}"
	cp -L "$file" "$root$target" && chmod 0755 "$root$target" || return 1
	elf_is_dynamic "$file" || return 0
	missing=$(ldd "$file" | sed -n 's/^[ \t]*\(.*\) => not found.*/\1/p')
	if [ -n "$missing" ]; then
		warn "'$file' needs a library that is not here: ${missing//$'\n'/ }"
		return 1
	fi
	while IFS= read -r library; do
		[ ! -e "$root$library" ] || continue
		mkdir -p "$root${library%/*}" &&
			cp -L "$library" "$root$library" || return 1
	done < <(elf_libraries "$file")
}

tool_path()
{
	PATH=$PATH:/usr/sbin:/sbin command -v "$1"
}

tools_files()
{
	local tool path

	echo "$INITRAMFS_BUSYBOX"
	echo "$VM_LIB/guest-init"
	[ ! -e /etc/mke2fs.conf ] || echo /etc/mke2fs.conf
	for tool in $INITRAMFS_TOOLS; do
		path=$(tool_path "$tool") || continue
		echo "$path"
	done
}

tools_key()
{
	local file

	sha256sum "$VM_LIB/guest-init"
	for file in $(tools_files); do
		echo "$file"
		elf_libraries "$file"
	done | sort -u | xargs -r stat -L -c '%n %s %y %i'
}

tools_stage()
{
	local root=$1 tool path applet

	mkdir -p "$root"/{bin,sbin,usr/bin,usr/sbin,dev,proc,sys,tmp,run,out,root,etc,mnt/dax} &&
		chmod 1777 "$root/tmp" &&
		cp -L "$INITRAMFS_BUSYBOX" "$root/bin/busybox" &&
		install -m 0755 "$VM_LIB/guest-init" "$root/init" || return 1
	while IFS= read -r applet; do
		ln -sf busybox "$root/bin/$applet"
	done < <("$INITRAMFS_BUSYBOX" --list | grep -v '^busybox$')
	[ ! -r /etc/mke2fs.conf ] || cp /etc/mke2fs.conf "$root/etc/"
	echo 'root:x:0:0:root:/root:/bin/sh' > "$root/etc/passwd"
	echo 'root:x:0:' > "$root/etc/group"
	for tool in $INITRAMFS_TOOLS; do
		path=$(tool_path "$tool") || continue
		put_program "$root" "$path" "/usr/sbin/$tool" || return 1
	done
}

# This start ---------------------------------------------------------------

start_stage()
{
	local root=$1 file

	put_program "$root" "$DAXBENCH" /usr/bin/daxbench || return 1
	for file in "${VM_COPY[@]}"; do
		put_program "$root" "$file" "/usr/bin/${file##*/}" || return 1
	done
	plans_stage "$root" && mkdir -p "$root/run/daxbench" &&
		guest_config > "$root/run/daxbench/vm.conf" &&
		guest_command > "$root/run/daxbench/command" &&
		pfn_block "$VM_SIZE_MIB" > "$root/run/daxbench/pfn.block" &&
		cp "$WORK/vm.facts" "$root/run/daxbench/vm.facts"
}

# The plans, where daxbench looks for them beside /usr/bin; of two of one name
# the one in the directory named first
plans_stage()
{
	local to=$1/usr/share/daxbench/plans dirs dir file

	mkdir -p "$to"
	IFS=: read -ra dirs <<< "${DAXBENCH_PLANS-$VM_DIR/../plans}"
	for dir in "${dirs[@]}"; do
		for file in "$dir"/*.json; do
			[ -f "$file" ] && [ ! -e "$to/${file##*/}" ] || continue
			cp "$file" "$to/" || return 1
		done
	done
}

guest_config()
{
	local name

	for name in PMEM NAMESPACE ALIGN FS MKFS_PROFILE MKFS_OPTS MOUNT_OPTS NONCE TERMINAL KEPT MACHINE_CHECK; do
		local -n value=VM_$name
		printf 'VM_%s=%s\n' "$name" "$(quote_sh "$value")"
	done
}

guest_command()
{
	local word

	printf 'exec'
	for word in "${VM_COMMAND[@]}"; do
		printf ' '
		quote_sh "$word"
	done
	printf '\n'
}
