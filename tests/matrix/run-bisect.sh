#!/bin/bash
# SPDX-License-Identifier: MIT
#
# run-bisect.sh - examples/bisect finds the commit, with a program that stands
# for QEMU; tests/vm/vm-bisect.sh has real kernels

# shellcheck source=tests/tap.sh
top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
tap_start
# shellcheck source=tests/matrix/fake-kernel.sh
. "$top_srcdir/tests/matrix/fake-kernel.sh"
bisect=$top/examples/bisect
export DAXBENCH=$DAXBENCH_BIN

# bisected WANTED-STATUS NAME ARG...
bisected()
{
	local wanted=$1 name=$2 got

	shift 2
	(cd "$work" && "$bisect" "$@") >"$work/said" 2>&1
	got=$?
	if [ $got -eq "$wanted" ]; then
		ok "$name"
	else
		not_ok "$name" "exit status $got: $(cat "$work/said")"
	fi
}

kernel fake-good
kernel fake-worse
kernel fake-panics
head -c 600 "$work/fake-good/bzImage" > "$work/broken"
bisected 128 'without a baseline the bisection ends' --baseline base.json --kernel fake-good/bzImage
bisected 0 'the baseline is saved' --baseline base.json --kernel fake-good/bzImage --save
check 'it is the result' cmp "$FAKE_RESULT" "$work/base.json"
bisected 0 'the same kernel is good' --baseline base.json --kernel fake-good/bzImage
bisected 1 'a slower one is bad' --baseline base.json --kernel fake-worse/bzImage
bisected 0 'only the metrics that were named decide' --baseline base.json --kernel fake-worse/bzImage --metric faults_per_chunk
bisected 125 'one that panics is skipped' --baseline base.json --kernel fake-panics/bzImage
bisected 125 'what is no image is skipped' --baseline base.json --kernel broken
bisected 125 'no image at all is skipped' --baseline base.json
bisected 125 'what does not build is skipped' --baseline base.json --build 'echo no rule; exit 2'
check 'with the end of its log' grep -q 'no rule' "$work/said"

# A history: good, good, panics, worse (the first), worse; the build takes the
# kernel that the commit names
command -v git >/dev/null || {
	skip 'a whole bisection' "'git' is not installed"
	tap_end
	exit
}
tree=$work/tree
export HOME=$work GIT_CONFIG_NOSYSTEM=1
git init -q "$tree"
cd "$tree" || exit 1
git config user.name tests
git config user.email tests@example.invalid
n=0
for name in good good good panics worse worse worse worse; do
	n=$((n + 1))
	echo "fake-$name" > kernel
	echo $n > number
	git add -A
	git commit -q -m "commit $n"
	git tag "c$n"
done
cat > "$work/build" <<'END'
mkdir -p arch/x86/boot && cp "$0.d/$(cat kernel)/bzImage" arch/x86/boot/bzImage
END
mkdir "$work/build.d"
cp -r "$work"/fake-* "$work/build.d/"
git bisect start c8 c1 >/dev/null 2>&1
git bisect run "$bisect" --baseline "$work/base.json" --build "sh $work/build" >"$work/said" 2>&1
check 'a whole bisection skips what panics and names what is left' \
	grep -q 'There are only .skip.ped commits left to test' "$work/said"
is 'the first bad commit is among them' 'c4 c5' \
	"$(git bisect log | sed -n 's/^# possible first bad commit: \[\([0-9a-f]*\)\].*/\1/p' |
		xargs -r -n 1 git describe --tags | sort | tr '\n' ' ' | sed 's/ $//')"
git bisect reset >/dev/null 2>&1
git bisect start c8 c4 >/dev/null 2>&1
git bisect run "$bisect" --baseline "$work/base.json" --build "sh $work/build" >"$work/said" 2>&1
is 'a whole bisection names the commit' c5 \
	"$(git describe --tags "$(sed -n 's/ is the first bad commit$//p' "$work/said")" 2>&1)"
cd / || exit 1
tap_end
