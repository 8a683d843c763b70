#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-command.sh - words go in, output, files and exit status come out, exactly

# shellcheck disable=SC2016	# what is in '…' is for the shell of the guest
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

plan 21
need_vm ""

run_vm --output "$tmp/dir/" --raw-command -- sh -c '
	printf "[%s]\n" "$@"
	mkdir sub
	echo one > "sub/a file"
	ln -s /etc/passwd link
	echo to-stderr >&2
	printf no-newline >&2
	exit 7' - 'a b' "it's" '"double"' $'two\nlines' '$HOME' '*' '' 'back\slash'
is "$status" 7 "the exit status of the command is ours"
printf '[%s]\n' 'a b' "it's" '"double"' $'two\nlines' '$HOME' '*' '' \
	'back\slash' > "$tmp/want"
is "$(cat "$tmp/stdout")" "$(cat "$tmp/want")" "words survive the way in"
said '^to-stderr$' "stderr comes back"
said '^no-newline$' "stderr without a last newline comes back"
is "$(cat "$tmp/dir/stdout.txt")" "$(cat "$tmp/want")" "stdout.txt"
is "$(cat "$tmp/dir/stderr.txt")" $'to-stderr\nno-newline' "stderr.txt"
is "$(cat "$tmp/dir/sub/a file")" one "a file in a folder comes back"
is "$(find "$tmp/dir" -name link)" "" "a symbolic link does not"
ok "$(grep -c '^kernel_package=linux-image-' "$tmp/dir/vm.facts")" \
	"vm.facts names the kernel"
ok "$(grep -c '^mkfs=mkfs.ext4 .*stride=512' "$tmp/dir/vm.facts")" \
	"vm.facts has the mkfs line"
ok "$(grep -c 'Linux version' "$tmp/dir/console.log")" "console.log"

run_vm --load-module no_such_module -- run
ok $((status == 3 && $(grep -c "no module 'no_such_module'" "$tmp/stderr"))) \
	"a module that the kernel has not is told"

run_vm -q --output "$tmp/r.json" --copy "$(command -v kmod)" --load-module dm_mod --raw-command -- \
	sh -c 'kmod --version >/out/result.json && pwd && env && cut -d" " -f1 /proc/modules'
is "$status" 0 "exit status 0"
ok "$(grep -c '^kmod version' "$tmp/r.json")" \
	"result.json lands in --output FILE, written by a copied program"
printed "DAXBENCH_VM_FACTS=/run/daxbench/vm.facts" "the facts are announced"
printed "/out" "the command starts in /out"
printed "dm_mod" "a module that was asked for is loaded"
is "$(cat "$tmp/stderr")" "" "--quiet is quiet"
ok $((! $(find "$tmp" -name 'r.json?*' | wc -l))) "nothing is left beside it"

printf '%s\n' '{"schema": {"name": "daxbench-plan", "version": 1}, "name": "mine",' \
	'"summary": "of a test", "runs": [{"workload": "read", "size": "2m,4m"}]}' >"$tmp/mine.json"
if "$DAXBENCH_BIN" run --help >/dev/null 2>&1; then
	run_vm -q -- run --plan "$tmp/mine.json" --dry-run
	is "$status $(wc -l <"$tmp/stdout")" '0 2' "a plan file travels with the command"
else
	skip 1 "DAXBENCH_BIN is not daxbench" "a plan file travels with the command"
fi

run_vm --output "$tmp/r2.json" --raw-command -- true
ok $((status == 3 && $(grep -c "no result.json" "$tmp/stderr"))) \
	"success without the result that was asked for is no success"
done_testing
