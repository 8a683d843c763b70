# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2034	# variables are shared between the parts
# shellcheck disable=SC2015	# in 'a && b || fail_env ...' the last never returns
#
# cache.sh - the private cache, its locks, and the work directory of one start
#
#	$CACHE/apt/SUITE/       lists and configuration of a private apt
#	$CACHE/kernels/NAME/    vmlinuz, lib/modules/RELEASE, info
#	$CACHE/images/          ELF kernels, named by the digest of their bzImage
#	$CACHE/initramfs/       base images, named by the digest of what is in them
#	$CACHE/accel/           the verdict of the KVM probe, per host boot
#	$CACHE/run/XXXXXX/      one start; swept when its owner is gone
#
# An entry is made beside its place and renamed, so that a name that exists is
# complete. Locks are flock(2) on files in $CACHE/locks and die with us.

CACHE=
WORK=
KEEP=no

cache_init()
{
	local base=${XDG_CACHE_HOME:-${HOME:-}/.cache}

	CACHE=${DAXBENCH_CACHE:-$base/daxbench}
	[[ $CACHE == /* ]] ||
		fail_env "the cache must be an absolute path, not '$CACHE':" \
			"set DAXBENCH_CACHE"
	(umask 077 && mkdir -p "$CACHE" &&
		mkdir -p "$CACHE"/{apt,kernels,images,initramfs,accel,run,locks}) ||
		fail_env "cannot make the cache '$CACHE': set DAXBENCH_CACHE"
	[ -w "$CACHE/run" ] ||
		fail_env "cannot write to the cache '$CACHE': set DAXBENCH_CACHE"
}

# cache_locked NAME FUNCTION ARG...: run it while holding the lock; the
# function runs in this shell, so its variables stay.
cache_locked()
{
	local name=$1 fd status

	shift
	exec {fd}>"$CACHE/locks/$name" ||
		fail_env "cannot lock '$CACHE/locks/$name'"
	if ! flock -n "$fd"; then
		say "waiting for another daxbench-vm ($name)"
		child flock "$fd" || fail_env "cannot lock '$CACHE/locks/$name'"
	fi
	"$@"
	status=$?
	exec {fd}>&-
	return $status
}

# Directories of starts whose owner died without cleaning: their lock is free
work_sweep()
{
	local dir fd

	for dir in "$CACHE"/run/*/; do
		[ -e "$dir/lock" ] && [ ! -e "$dir/keep" ] || continue
		exec {fd}<"$dir/lock" || continue
		flock -n "$fd" && rm -rf "$dir"
		exec {fd}<&-
	done
}

work_make()
{
	work_sweep
	WORK=$(mktemp -d "$CACHE/run/XXXXXX") ||
		fail_env "cannot make a work directory in '$CACHE/run'"
	# Inherited by QEMU on purpose: while it lives, nobody sweeps this.
	exec {WORK_LOCK}>"$WORK/lock"
	flock "$WORK_LOCK"
}

# work_init: the directory of this start, in $WORK
work_init()
{
	cache_locked run work_make
	[ "$KEEP" = no ] || : > "$WORK/keep"
}

work_remove()
{
	[ -n "$WORK" ] || return 0
	if [ "$KEEP" = yes ]; then
		say "kept '$WORK'"
	else
		rm -rf "$WORK"
	fi
	WORK=
}
