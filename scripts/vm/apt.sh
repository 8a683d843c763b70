# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2034	# variables are shared between the parts
# shellcheck disable=SC2015	# in 'a && b || fail_env ...' the last never returns
#
# apt.sh - a private apt per Debian suite, for any user, beside the host's own
#
# The mirror, its keys and the proxy are those of the host's configuration;
# lists, downloads and the (empty) package status are ours.

APT_LISTS_AGE_MIN=1440		# refresh the lists once a day
APT_SUITES="bullseye bookworm trixie forky sid"
APT_DIR=
APT_MIRROR=
APT_SECURITY=

# Debian's main and security archive, as the host's sources name them
apt_find_mirrors()
{
	local site codename

	[ -z "$APT_MIRROR" ] || return 0
	APT_MIRROR=${DAXBENCH_DEBIAN_MIRROR:-}
	APT_SECURITY=${DAXBENCH_DEBIAN_SECURITY_MIRROR:-}
	while read -r site codename; do
		[[ $site != cdrom:* ]] || continue
		case $codename in
		*-security | */updates)
			: "${APT_SECURITY:=$site}" ;;
		[a-z]*)
			: "${APT_MIRROR:=$site}" ;;
		esac
	done < <(apt_host_targets)
	[ -n "$APT_MIRROR" ] ||
		fail_env "the host's apt names no Debian archive: set" \
			"DAXBENCH_DEBIAN_MIRROR, or use --kernel PATH --modules DIR"
}

apt_host_targets()
{
	local host
	host=$(host_suite)

	# Only lines of a Debian suite: other vendors' sources are listed too
	# shellcheck disable=SC2016	# apt's variables, not ours
	apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT)' \
		'Created-By: Packages' 2>/dev/null |
	awk -v suites="$APT_SUITES $host oldoldstable oldstable stable testing unstable" '
		BEGIN { n = split(suites, s, " "); for (i = 1; i <= n; i++) ok[s[i]] = 1 }
		$3 == "main" {
			base = $2
			sub(/(-security|\/updates|-updates|-backports)$/, "", base)
			if (base in ok)
				print $1, $2
		}'
}

host_suite()
{
	# shellcheck disable=SC1091
	(. /etc/os-release 2>/dev/null && printf '%s' "${VERSION_CODENAME:-}")
}

# apt_sources SUITE: the lines of its sources.list
apt_sources()
{
	local suite=$1 options="target=Packages arch=amd64"
	local keys=/usr/share/keyrings/debian-archive-keyring.gpg

	[ ! -r $keys ] || options="$options signed-by=$keys"
	echo "deb [$options] $APT_MIRROR $suite main"
	case $suite in
	sid | *-backports) return 0 ;;
	esac
	echo "deb [$options] $APT_MIRROR $suite-updates main"
	[ -z "$APT_SECURITY" ] ||
		echo "deb [$options] $APT_SECURITY $suite-security main"
}

# apt_open SUITE: make its directory ready, in $APT_DIR. The hooks that host
# packages hang into apt-get update (docker-clean, appstream) must not run.
apt_open()
{
	local suite=$1

	APT_DIR=$CACHE/apt/$suite
	mkdir -p "$APT_DIR"/{lists/partial,cache/archives/partial} ||
		fail_env "cannot make '$APT_DIR'"
	: >> "$APT_DIR/status"
	cat > "$APT_DIR/apt.conf.new" <<-EOF
	#clear APT::Update;
	#clear DPkg::Post-Invoke;
	#clear APT::Architectures;
	APT::Architecture "amd64";
	APT::Architectures { "amd64"; };
	APT::Sandbox::User "root";
	APT::Get::List-Cleanup "true";
	APT::Update::Error-Mode "any";
	Acquire::Retries "1";
	Acquire::http::Timeout "20";
	Acquire::https::Timeout "20";
	Acquire::Languages "none";
	Dir::Etc::sourcelist "$APT_DIR/sources.list";
	Dir::Etc::sourceparts "/dev/null";
	Dir::Etc::preferences "/dev/null";
	Dir::Etc::preferencesparts "/dev/null";
	Dir::State "$APT_DIR";
	Dir::State::lists "lists/";
	Dir::State::status "$APT_DIR/status";
	Dir::Cache "$APT_DIR/cache";
	Dir::Log "$APT_DIR";
	EOF
	mv -f "$APT_DIR/apt.conf.new" "$APT_DIR/apt.conf"
}

apt_fresh()
{
	[ -n "$(find "$APT_DIR/stamp" -mmin "-$APT_LISTS_AGE_MIN" 2>/dev/null)" ]
}

# apt_update SUITE: 0 when the lists are of today; what went wrong is left in
# $APT_DIR/update.log
apt_update()
{
	apt_open "$1"
	apt_fresh && return 0
	apt_find_mirrors
	apt_sources "$1" > "$APT_DIR/sources.list"
	say "reading the package lists of $1"
	child apt-get -c "$APT_DIR/apt.conf" -q -y update \
		> "$APT_DIR/update.log" 2>&1 || return 1
	: > "$APT_DIR/stamp"
}

# The reasons of a failed update, one line
apt_why()
{
	grep -E '^(E|W|Err)' "$APT_DIR/update.log" 2>/dev/null | tail -n 1
}

# apt_show PACKAGE: its newest record in the opened suite
apt_show()
{
	apt-cache -c "$APT_DIR/apt.conf" --no-all-versions show "$1" 2>/dev/null
}

# apt_depends PACKAGE: one "NAME VERSION" a line ("-" when any will do)
apt_depends()
{
	apt_show "$1" | sed -n 's/^\(Pre-\)\?Depends: //p' | tr ',' '\n' |
	sed -e 's/|.*//' -e 's/^ *//' \
		-e 's/^\([^ ]*\) *(= *\([^)]*\)).*/\1 \2/; t' \
		-e 's/^\([^ ]*\).*/\1 -/'
}

# apt_download DIR PACKAGE=VERSION...
apt_download()
{
	local dir=$1

	shift
	(cd "$dir" && exec apt-get -c "$APT_DIR/apt.conf" -q -y download "$@")
}
