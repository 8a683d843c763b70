#!/bin/bash
# SPDX-License-Identifier: MIT
#
# run-matrix.sh - every way a cell can end, without a machine: a program that
# stands for QEMU (bin/) answers as the kernel's name says

# shellcheck disable=SC2016	# dollars of another shell
# shellcheck source=tests/tap.sh
top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
tap_start
# shellcheck source=tests/matrix/fake-kernel.sh
. "$top_srcdir/tests/matrix/fake-kernel.sh"

# matrix ARG...: from $work; $status, $work/stderr
matrix()
{
	(cd "$work" && exec "$top/scripts/daxbench-vm" matrix "$@") \
		>"$work/stdout" 2>"$work/stderr" </dev/null
	status=$?
}

# kernels NAME...: as options, in KERNELS
kernels()
{
	local name

	KERNELS=()
	for name; do
		[ -e "$work/$name" ] || kernel "$name"
		KERNELS+=(--kernel "$name/bzImage")
	done
}

states() { jq -r '.cells[] | "\(.name) \(.state) \(.exit)"' "$work/$1/index.json"; }
said() { check "$1" sh -c 'grep -q -E -e "$1" "$2" || { cat "$2"; exit 1; }' - "$2" "$work/stderr"; }
run=(-- run --workload pmd-fault)

# All that can go wrong, side by side
kernels fake-good fake-panics fake-hangs fake-killed fake-full fake-cut fake-says-no
matrix "${KERNELS[@]}" --icount --timeout 3 --jobs 2 --output all "${run[@]}"
is 'failed cells: exit status 3' 3 "$status"
is 'each cell ends in a state of its own' 'fake-good-ext4-nvdimm done 0
fake-panics-ext4-nvdimm failed 3
fake-hangs-ext4-nvdimm failed 3
fake-killed-ext4-nvdimm failed 3
fake-full-ext4-nvdimm failed 3
fake-cut-ext4-nvdimm failed 3
fake-says-no-ext4-nvdimm done 1' "$(states all)"
reason() { jq -r --arg n "$1" '.cells[] | select(.name == $n) | .reason' "$work/all/index.json"; }
is 'a panic' 'the guest ended without a result' "$(reason fake-panics-ext4-nvdimm)"
check 'its console is kept' grep -q 'Kernel panic' "$work/all/cells/fake-panics-ext4-nvdimm/console.log"
check 'and named in its log' grep -q 'the kernel says: Kernel panic' "$work/all/cells/fake-panics-ext4-nvdimm/vm.log"
is 'a guest that hangs' 'no result after 3 s (--timeout)' "$(reason fake-hangs-ext4-nvdimm)"
is 'a killed QEMU' 'QEMU was killed' "$(reason fake-killed-ext4-nvdimm)"
is 'a full image' 'the command ended with exit status 3' "$(reason fake-full-ext4-nvdimm)"
check 'what the command said is kept' grep -q 'No space left' "$work/all/cells/fake-full-ext4-nvdimm/vm.log"
is 'a result that was cut off' 'only a part of the result came back' "$(reason fake-cut-ext4-nvdimm)"
check 'a cell that says no has its result' cmp "$FAKE_RESULT" "$work/all/fake-says-no-ext4-nvdimm.json"
said 'progress: cells, failed' '\[7/7\] .*; 2 done, 5 failed$'
said 'progress: time left' '\[3/7\] .* done, . failed; about .* left$'
check 'report reads the folder whole' "$DAXBENCH_BIN" report "$work/all" -o "$work/all.md"
"$DAXBENCH_BIN" report "$work/all" 2>"$work/stderr" >/dev/null
said 'and tells the cells without a result' 'cell fake-killed-ext4-nvdimm of .* failed: QEMU was killed'
is 'nothing is left of a start' '' "$(ls -A "$work/cache/run")"

# Going on
matrix "${KERNELS[@]}" --icount --timeout 3 --output all "${run[@]}"
is 'a folder that holds a matrix is not written over' 2 "$status"
: > "$FAKE_BOOTS"
matrix --resume --output all
is 'resume leaves failed cells as they are' '' "$(cat "$FAKE_BOOTS")"
kernel fake-panics
sed -i 's/fake-panics/fake-mended/' "$work/fake-panics/bzImage"
matrix --resume --retry-failed --output all
is 'retry-failed boots them again' 'done 2' \
	"$(jq -r '.cells[] | select(.name == "fake-panics-ext4-nvdimm") | "\(.state) \(.attempts)"' "$work/all/index.json")"
is 'and no other' 0 "$(grep -c fake-good "$FAKE_BOOTS")"
matrix --resume --kernel fake-good/bzImage --timeout 4 --output all "${run[@]}"
is 'a cell with other options is another cell' 2 "$status"

# A signal, and what is left of it
kernels fake-good fake-waits
: > "$FAKE_BOOTS"
(cd "$work" && exec "$top/scripts/daxbench-vm" matrix "${KERNELS[@]}" --fs ext4,xfs \
	--output cut "${run[@]}" </dev/null >/dev/null 2>"$work/stderr") &
pid=$!
for ((i = 0; i < 300; i++)); do
	[ ! -e "$FAKE_GATE.up" ] || break
	sleep 0.1
done
matrix --resume --output cut
is 'two at work in one folder: the second is refused' 3 "$status"
kill -TERM $pid
wait $pid
is 'a signal is the exit status' 143 $?
is 'cells that ended stay, the others wait' 'fake-good-ext4-nvdimm done 0
fake-good-xfs-nvdimm done 0
fake-waits-ext4-nvdimm waiting null
fake-waits-xfs-nvdimm waiting null' "$(states cut)"
is 'no machine is left' '' "$(ls -A "$work/cache/run")"
: > "$FAKE_GATE"
matrix --resume --output cut
is 'resume goes on' 0 "$status"
is 'to the end' 4 "$(states cut | grep -c ' done ')"
is 'without booting again what was done' 2 "$(grep -c fake-good "$FAKE_BOOTS")"

# Two matrices share the cache
kernels fake-good
(cd "$work" && exec "$top/scripts/daxbench-vm" matrix "${KERNELS[@]}" --fs ext2,xfs \
	--output one "${run[@]}" </dev/null >/dev/null 2>&1) &
pid=$!
matrix "${KERNELS[@]}" --fs xfs,ext2 --output two "${run[@]}"
wait $pid
is 'two at once: both end' '0 0' "$? $status"
is 'each with its cells' 4 "$(cat <(states one) <(states two) | grep -c ' done ')"

# Pairs
kernels fake-good fake-other
: > "$FAKE_BOOTS"
matrix "${KERNELS[@]}" --pairs 3 --seed 4 --output pairs "${run[@]}"
is 'pairs' 0 "$status"
is 'pairs: a boot a side and pair' 6 "$(find "$work/pairs" -maxdepth 1 -name '*-p*.json' | wc -l)"
order=$(sed 's/ .*//; s/.*-good/A/; s/.*-other/B/' "$FAKE_BOOTS" | tr -d '\n')
check "pairs: in blocks, $order" grep -qxE '(ABBA|BAAB)(AB|BA)' <<< "$order"
matrix "${KERNELS[@]}" --pairs 40 --seed 4 --output x --plan-only "${run[@]}"
is 'a seed draws the same order again' "$order" \
	"$(grep -o -m 2 -E -e '--order [AB]*' "$work/stdout" | sed 's/.* //' | tr -d '\n' | cut -c 1-6)"
is 'both orders are drawn' 2 "$(grep -o -E -e '--order [AB]*' "$work/stdout" | sort -u | wc -l)"

# Cells as command lines
kernels fake-good fake-other
matrix "${KERNELS[@]}" --plan-only --output parts --append "a 'b'" "${run[@]}"
is 'plan-only: a line a cell' 2 "$(wc -l < "$work/stdout")"
is 'plan-only boots nothing and writes nothing' no "$([ -e "$work/parts" ] && echo yes || echo no)"
cp "$work/stdout" "$work/lines"
if command -v parallel >/dev/null; then
	mkdir "$work/parts"
	check 'GNU parallel runs the lines' sh -c \
		'cd "$1" && parallel -j 2 < lines' - "$work"
else
	skip 'GNU parallel runs the lines' "'parallel' is not installed"
	mkdir "$work/parts"
	check 'sh runs the lines' sh -c 'cd "$1" && sh < lines' - "$work"
fi
check 'merge joins the folders' "$DAXBENCH_BIN" merge --output "$work/joined" "$work"/parts/*
matrix "${KERNELS[@]}" --append "a 'b'" --output whole "${run[@]}"
same='.cells[] | del(.started, .wall_seconds, .cpu_seconds, .unit)'
is 'to what one matrix would have made' "$(jq "$same" "$work/whole/index.json")" \
	"$(jq "$same" "$work/joined/index.json")"
"$DAXBENCH_BIN" merge --output "$work/joined" "$work/whole" 2>"$work/stderr"
said 'a cell that was run twice is not merged away' "the cell 'fake-good-ext4-nvdimm' of .* already"
matrix "${KERNELS[@]}" --pairs 4 --plan-only --output parts "${run[@]}"
is 'plan-only: pairs stay together' 2 "$(wc -l < "$work/stdout")"

# A kernel that cannot be had fails its cells and no other
kernels fake-good
matrix --kernel suite:sid "${KERNELS[@]}" --output lacks "${run[@]}"
is 'a kernel that cannot be had' 'fake-good-ext4-nvdimm done 0
sid-ext4-nvdimm failed 3' "$(states lacks | sort)"
check 'with the reason' grep -q "cannot read the lists of 'sid'" \
	<(jq -r '.cells[].reason' "$work/lacks/index.json")

# A warm cache needs no network, a damaged package in it is none
entry=$work/cache/kernels/linux-image-fake-cached_1-1
mkdir -p "$entry/lib/modules/5.99.0-fake-cached/kernel"
kernel fake-cached
cp "$work/fake-cached/bzImage" "$entry/vmlinuz"
printf 'release=5.99.0-fake-cached\npackage=linux-image-fake-cached\nversion=1-1\nsha256=%s\n' \
	"$(sha256sum < "$entry/vmlinuz" | cut -d ' ' -f 1)" > "$entry/info"
printf 'kernel/%s.ko\n' libnvdimm nfit nd_pmem ext4 \
	> "$entry/lib/modules/5.99.0-fake-cached/modules.builtin"
depmod -b "$entry" 5.99.0-fake-cached 2>/dev/null
matrix --kernel linux-image-fake-cached --output warm "${run[@]}"
is 'a cached package, no network' 'linux-image-fake-cached=1-1 done' \
	"$(jq -r '.cells[] | "\(.kernel.pinned) \(.state)"' "$work/warm/index.json")"
truncate -s -1 "$entry/vmlinuz"
matrix --kernel linux-image-fake-cached --kernel fake-good/bzImage --output cold "${run[@]}"
is 'a truncated package in the cache' 'fake-cached-ext4-nvdimm failed 3
fake-good-ext4-nvdimm done 0' "$(states cold | sort)"
check 'is named' grep -q 'is damaged' <(jq -r '.cells[].reason' "$work/cold/index.json")

# Command lines that are refused before anything boots
refused() # NAME PATTERN ARG...
{
	local name=$1 pattern=$2

	shift 2
	matrix "$@"
	if [ "$status" -eq 2 ] && grep -q -e "$pattern" "$work/stderr" && [ ! -e "$work/no" ]; then
		ok "refused: $name"
	else
		not_ok "refused: $name" "$status $(cat "$work/stderr")"
	fi
}
refused 'no kernel' 'no kernel' --output no "${run[@]}"
refused 'nothing to run' 'nothing to run' "${KERNELS[@]}" --output no
refused 'an unknown file system' 'is not known' "${KERNELS[@]}" --fs zfs --output no "${run[@]}"
refused 'an unknown option' 'unknown option' "${KERNELS[@]}" --copies 3 --output no "${run[@]}"
refused 'what no cell could take' 'XFS needs more' "${KERNELS[@]}" --fs ext4,xfs --size 64M --output no "${run[@]}"
refused 'pairs of one kernel' 'two kernels' "${KERNELS[@]}" --pairs 2 --output no "${run[@]}"
refused 'one name for two kernels' 'same name' --kernel a/b/bzImage --kernel a-b/bzImage --output no "${run[@]}"
refused 'nothing to go on with' 'no matrix' --resume --output no
tap_end
