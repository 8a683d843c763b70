# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2034	# variables are shared between the parts
# shellcheck disable=SC2015	# in 'a && b || fail_env ...' the last never returns
#
# kernel.sh - from a kernel SPEC to an image and the modules that belong to it
#
#	kernel_resolve SPEC MODULES-DIR
#
# sets KERNEL_IMAGE (the bzImage), KERNEL_RELEASE, KERNEL_MODULES (a folder
# that holds lib/modules/RELEASE, or empty) and KERNEL_PACKAGE (name and
# version, or the path that was given). What boots is chosen in image.sh.

KERNEL_IMAGE=
KERNEL_RELEASE=
KERNEL_MODULES=
KERNEL_PACKAGE=
KERNEL_STATE=
KERNEL_NEW=

# What of a module tree can ever be needed here; the rest (sound, gpu, net ...)
# is left in the package.
KERNEL_MODULE_DIRS="arch block crypto fs kernel lib mm drivers/acpi
	drivers/base drivers/block drivers/char drivers/cxl drivers/dax
	drivers/md drivers/nvdimm drivers/virtio"

kernel_resolve()
{
	local spec=$1 modules=$2 host

	case $spec in
	"")
		host=$(host_suite)
		[ -n "$host" ] ||
			fail_env "cannot tell the Debian suite of this host" \
				"(/etc/os-release): use --kernel SPEC"
		kernel_from_suite "$host" ;;
	suite:*)
		kernel_suite_known "${spec#suite:}"
		kernel_from_suite "${spec#suite:}" ;;
	*/*)
		kernel_from_path "$spec" "$modules"
		return ;;
	linux-image-*)
		kernel_from_package "$spec" ;;
	*)
		[ ! -f "$spec" ] || { kernel_from_path "./$spec" "$modules"; return; }
		fail_usage "'$spec' is no kernel: give the path of a bzImage," \
			"a package linux-image-…, or suite:NAME" ;;
	esac
	[ -z "$modules" ] ||
		fail_usage "--modules belongs to --kernel PATH;" \
			"'$spec' brings its own modules"
}

kernel_suite_known()
{
	local suite

	for suite in $APT_SUITES "$(host_suite)"; do
		[ "$1" = "$suite" ] && return
		[ "$1" = "$suite-backports" ] && return
	done
	fail_usage "unknown suite '$1': one of" \
		"bullseye bookworm bookworm-backports trixie trixie-backports sid"
}

kernel_from_path()
{
	local image=$1 modules=$2

	[ -r "$image" ] || fail_env "cannot read the kernel '$image'"
	KERNEL_IMAGE=$(realpath -- "$image")
	KERNEL_RELEASE=$(kernel_release "$image")
	[ -n "$KERNEL_RELEASE" ] || fail_env "'$image' is not an x86 bzImage"
	KERNEL_PACKAGE=$KERNEL_IMAGE
	KERNEL_STATE="from '$image'"
	[ -z "$modules" ] || kernel_take_modules "$modules"
}

# DIR holds lib/modules/RELEASE or is it. Without modules.dep (nobody ran
# depmod on it) the part that matters is copied to a place where we may.
kernel_take_modules()
{
	local dir=$1 root tree

	for tree in "$dir/lib/modules/$KERNEL_RELEASE" \
		"$dir/usr/lib/modules/$KERNEL_RELEASE" "$dir/$KERNEL_RELEASE" "$dir"; do
		[ ! -d "$tree/kernel" ] || break
	done
	[ -d "$tree/kernel" ] ||
		fail_env "no modules of $KERNEL_RELEASE in '$dir': it must hold" \
			"lib/modules/$KERNEL_RELEASE"
	root=$WORK/modules
	mkdir -p "$root/lib/modules/$KERNEL_RELEASE/kernel"
	tree=$(realpath -- "$tree")
	if [ -s "$tree/modules.dep.bin" ]; then
		rmdir "$root/lib/modules/$KERNEL_RELEASE/kernel" \
			"$root/lib/modules/$KERNEL_RELEASE"
		ln -s "$tree" "$root/lib/modules/$KERNEL_RELEASE"
	else
		kernel_copy_modules "$tree" "$root/lib/modules/$KERNEL_RELEASE" &&
			depmod_tree "$root" "$KERNEL_RELEASE" ||
			fail_env "cannot work out the module dependencies of '$tree'"
	fi
	KERNEL_MODULES=$root
}

kernel_copy_modules()
{
	local from=$1 to=$2 part

	for part in $KERNEL_MODULE_DIRS; do
		[ -d "$from/kernel/$part" ] || continue
		mkdir -p "$to/kernel/$part" &&
			cp -rT "$from/kernel/$part" "$to/kernel/$part" || return 1
	done
	cp "$from"/modules.{order,builtin,builtin.modinfo} "$to/" 2>/dev/null
	return 0
}

depmod_tree()
{
	PATH=$PATH:/usr/sbin:/sbin depmod -b "$1" "$2"
}

# The newest kernel of a suite is what linux-image-amd64 depends on. When the
# lists cannot be refreshed, yesterday's answer is used, and said.
kernel_from_suite()
{
	cache_locked "apt-$1" kernel_ask_suite "$1"
}

kernel_ask_suite()
{
	local suite=$1 package version fresh=yes answer=$CACHE/apt/$1/newest

	apt_open "$suite"
	if apt_fresh && [ "$answer" -nt "$APT_DIR/stamp" ]; then
		read -r package version < "$answer"
		kernel_fetch "$package" "$version"
		return
	fi
	apt_update "$suite" || fresh=no
	read -r package version < <(apt_depends linux-image-amd64 |
		grep -E '^linux-image-[0-9]')
	if [ -n "${package:-}" ]; then
		[ "$version" != - ] || version=$(kernel_version "$package")
		echo "$package $version" > "$answer"
	elif [ -s "$answer" ]; then
		read -r package version < "$answer"
	else
		fail_env "apt cannot read the lists of '$suite'" \
			"($(apt_why)): is there a network?"
	fi
	[ $fresh = yes ] ||
		warn "cannot refresh the lists of $suite ($(apt_why));" \
			"going by older ones"
	kernel_fetch "$package" "$version"
}

kernel_version()
{
	apt_show "$1" | sed -n 's/^Version: //p' | head -n 1
}

# A package by name, or by NAME=VERSION as apt writes it: from the cache, else
# from the first suite that has it
kernel_from_package()
{
	local package=$1 entry suite

	for entry in "$CACHE/kernels/${package%%=*}"_*/; do
		[ -e "$entry/info" ] || continue
		[[ $package != *=* ]] ||
			grep -q -x -F "version=${package#*=}" "$entry/info" || continue
		kernel_use "${entry%/}" cached
		return
	done
	for suite in $(kernel_suites); do
		cache_locked "apt-$suite" kernel_ask_package "$suite" "$package" &&
			return
	done
	fail_env "no suite has the package '$package': see" \
		"'apt-cache search linux-image', or use --kernel suite:NAME"
}

# The host's suite first, then all others that Debian may carry kernels in
kernel_suites()
{
	local suite host

	host=$(host_suite)
	for suite in "$host" "$host-backports" $APT_SUITES \
		bookworm-backports trixie-backports; do
		[ "$suite" = forky ] || echo "$suite"
	done | awk '/^[a-z]/ && !seen[$0]++'
}

kernel_ask_package()
{
	local suite=$1 package=$2 version

	apt_update "$suite" ||
		warn "cannot refresh the lists of $suite ($(apt_why))"
	version=$(kernel_version "$package")
	[ -n "$version" ] || return 1
	package=${package%%=*}
	kernel_fetch "$package" "$version"
}

# kernel_fetch PACKAGE VERSION: from the suite that apt_open left open
kernel_fetch()
{
	local entry=$CACHE/kernels/$1_${2//[^A-Za-z0-9.+~-]/_}

	if [ -e "$entry/info" ]; then
		kernel_use "$entry" cached
		return
	fi
	cache_locked kernels kernel_fill "$1" "$2" "$entry"
	kernel_use "$entry" downloaded
}

# Newer releases split the image into linux-base, linux-binary and
# linux-modules packages of the same release; follow those and no other dependency.
kernel_parts()
{
	local package=$1 version=$2 release=${1#linux-image-} name want

	echo "$package=$version"
	apt_depends "$package" | while read -r name want; do
		[[ $name =~ ^linux-(base|binary|modules)-(.*)$ ]] || continue
		[ "${BASH_REMATCH[2]}" = "$release" ] || continue
		[ "$want" != - ] || want=$version
		echo "$name=$want"
	done
}

kernel_fill()
{
	local package=$1 version=$2 entry=$3 new parts

	[ ! -e "$entry/info" ] || return 0	# another start was quicker
	rm -rf "$CACHE"/kernels/.new.*
	new=$(mktemp -d "$CACHE/kernels/.new.XXXXXX") ||
		fail_env "cannot write to '$CACHE/kernels'"
	KERNEL_NEW=$new
	mapfile -t parts < <(kernel_parts "$package" "$version")
	say "downloading $package $version"
	mkdir "$new/deb" "$new/tree"
	child apt_download "$new/deb" "${parts[@]}" > "$APT_DIR/download.log" 2>&1 || {
		rm -rf "$new"
		fail_env "apt cannot download '$package'" \
			"($(grep -E '^(E|Err)' "$APT_DIR/download.log" | tail -n 1))"
	}
	child kernel_unpack "$new" "$package" "$version" > "$new/log" 2>&1 || {
		rm -rf "$new"
		fail_env "cannot unpack '$package': is the disk of '$CACHE' full?"
	}
	rm -rf "$entry"
	mv -T "$new/tree" "$entry" || fail_env "cannot write '$entry'"
	rm -rf "$new"
	KERNEL_NEW=
}

# kernel_unpack NEW PACKAGE VERSION: NEW/deb/*.deb become NEW/tree
kernel_unpack()
{
	local new=$1 deb image release

	for deb in "$new"/deb/*.deb; do
		mkdir -p "$new/root" &&
			dpkg-deb -x "$deb" "$new/root" || return 1
	done
	# in /boot, or from 7.x on beside the modules
	image=$(find "$new/root" -name 'vmlinuz*' -type f | head -n 1)
	[ -n "$image" ] && release=$(kernel_release "$image") &&
		[ -n "$release" ] || return 1
	for deb in "$new/root/lib/modules/$release" \
		"$new/root/usr/lib/modules/$release"; do
		[ -d "$deb/kernel" ] || continue
		mkdir -p "$new/tree/lib/modules/$release" &&
			kernel_copy_modules "$deb" "$new/tree/lib/modules/$release" &&
			depmod_tree "$new/tree" "$release" || return 1
	done
	[ -d "$new/tree/lib/modules/$release/kernel" ] || return 1
	mv "$image" "$new/tree/vmlinuz" &&
		printf 'release=%s\npackage=%s\nversion=%s\nsha256=%s\nmodules=%s\n' \
			"$release" "$2" "$3" \
			"$(kernel_digest "$new/tree/vmlinuz")" \
			"$(kernel_modules_digest "$new/tree")" > "$new/tree/info" &&
		sync -f "$new/tree/info"
}

kernel_digest()
{
	sha256sum < "$1" | cut -d ' ' -f 1
}

# Names and sizes of the modules: what a full disk or a copy that was cut off
# changes. Their contents would cost more to read than the boot may take.
kernel_modules_digest()
{
	find "$1/lib" -type f -printf '%P %s\n' | sort | sha256sum | cut -d ' ' -f 1
}

# kernel_info ENTRY KEY
kernel_info()
{
	sed -n "s/^$2=//p" "$1/info" 2>/dev/null
}

# What info says of the files must hold; entries of earlier versions say less
kernel_is_whole()
{
	local digest

	[ -s "$1/vmlinuz" ] && [ -n "$(kernel_info "$1" release)" ] || return 1
	digest=$(kernel_info "$1" sha256)
	[ -z "$digest" ] || [ "$digest" = "$(kernel_digest "$1/vmlinuz")" ] ||
		return 1
	digest=$(kernel_info "$1" modules)
	[ -z "$digest" ] || [ "$digest" = "$(kernel_modules_digest "$1")" ]
}

kernel_use()
{
	local entry=$1

	kernel_is_whole "$entry" ||
		fail_env "the cached kernel '$entry' is damaged: remove it, and" \
			"it is fetched again"
	KERNEL_STATE=$2
	KERNEL_IMAGE=$entry/vmlinuz
	KERNEL_MODULES=$entry
	KERNEL_RELEASE=$(kernel_info "$entry" release)
	KERNEL_PACKAGE="$(kernel_info "$entry" package) $(kernel_info "$entry" version)"
}
