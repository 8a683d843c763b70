#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-check.sh - the semantic cases on real kernels and file systems: nothing
# fails but what the kernel is known for, an ordinary user gets the same
# verdicts, and T2 fails exactly where its bug is. The other half of the pairs:
#	CHECK_GUESTS='suite:bullseye:xfs suite:bookworm:ext4 suite:trixie:xfs' vm-check.sh
export DAXBENCH_BIN="${DAXBENCH_BIN:-$PWD/daxbench}"
. "$(dirname "$0")/lib.sh"

guests=${CHECK_GUESTS:-suite:bullseye:ext4 suite:bookworm:xfs suite:trixie:ext4}
# An ordinary user, in a directory of his own; time is said on stderr.
# shellcheck disable=SC2016	# for the shell of the guest
guest='mkdir -m 777 /mnt/dax/user /out/user && chmod 755 /out &&
	echo "nobody:x:65534:65534::/:/bin/sh" >>/etc/passwd
	start=$(cut -d. -f1 /proc/uptime)
	su -s /bin/sh nobody -c "daxbench check --target /mnt/dax/user --output /out/user/nobody.json" >/out/user/ktap
	echo $? >/out/user/status
	echo $(($(cut -d. -f1 /proc/uptime) - start)) >/out/user/seconds
	find /mnt/dax/user -mindepth 1 >/out/user/left
	daxbench check --dangerous --output /out/root.json >/out/root.ktap'

# outcomes FILE OUTCOME: "ID variant" of the lines that ended so
outcomes()
{
	/usr/bin/python3 - "$1" "$2" <<-'EOF'
	import json, sys
	cases = json.load(open(sys.argv[1]))["cases"]
	print(*(c["id"] + ":" + c["variant"] for c in cases if c["outcome"] == sys.argv[2]))
	EOF
}

# verdicts KERNEL FS WHO FILE
verdicts()
{
	for outcome in fail timeout broken; do
		is "$(outcomes "$4" $outcome)" '' "$1 $2, $3: no case ends as $outcome"
	done
	t2=$(outcomes "$4" known-bug | tr ' ' '\n' | grep '^T2:')
	case $1 in
	*bullseye) is "$t2" T2:pmd "$1 $2, $3: T2 is a known bug" ;;
	*) is "$t2" '' "$1 $2, $3: T2 passes" ;;
	esac
}

one()
{
	out=$tmp/$1-$2
	mkdir -p "$out"
	"$vm" --quiet --timeout 1200 --kernel "$1" --fs "$2" --output "$out/" --raw-command \
		-- sh -c "$guest" >"$tmp/stdout" 2>"$tmp/stderr"
	status=$?
	ok $((status != 2 && $(find "$out" -name root.json | wc -l) == 1)) "$1 $2: the cases run"
	verdicts "$1" "$2" root "$out/root.json"
	verdicts "$1" "$2" 'an ordinary user' "$out/user/nobody.json"
	ok $(($(cat "$out/user/seconds") < 180)) "$1 $2: an ordinary user's run takes under 3 minutes"
	is "$(cat "$out/user/left")" '' "$1 $2: nothing is left behind"
	echo "# $1 $2: $(cat "$out/user/seconds") s; known bugs: $(outcomes "$out/root.json" known-bug)"
}

plan $(($(echo "$guests" | wc -w) * 11))
for guest_of in $guests; do
	one "${guest_of%:*}" "${guest_of##*:}"
done
exit $((failed > 0))
