# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2034	# variables are shared between the parts
# shellcheck disable=SC2015	# in 'a && b || fail_env ...' the last never returns
#
# msg.sh - what daxbench-vm says, and how it gives up
#
# Everything goes to stderr; stdout belongs to the command in the guest.
# fail_usage and fail_env end the whole script, so they are never called
# inside a $(...).

QUIET=no
MSG_NAME=daxbench-vm
MSG_HELP='daxbench vm --help'

say()
{
	[ "$QUIET" = yes ] || printf '%s: %s\n' "$MSG_NAME" "$*" >&2
}

warn()
{
	printf '%s: %s\n' "$MSG_NAME" "$*" >&2
}

# The command line is wrong: exit 2
fail_usage()
{
	warn "$@"
	warn "try '$MSG_HELP'"
	exit 2
}

# The environment does not allow an answer: exit 3
fail_env()
{
	warn "$@"
	exit 3
}

# need PROGRAM DEBIAN-PACKAGE
need()
{
	local sbin

	# a user's PATH often lacks the sbin folders
	for sbin in "" /usr/sbin/ /sbin/; do
		command -v "$sbin$1" >/dev/null 2>&1 && return 0
	done
	fail_env "'$1' is missing: apt-get install $2"
}
