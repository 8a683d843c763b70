# SPDX-License-Identifier: MIT
# Verdicts of daxbench check: cases and kernels, and why; in a matrix too, whose
# failed cells are in the document.
"$DAXBENCH" report "$CLI"/../compare/check-*.json
mkdir out
cp "$CLI/../compare/check-7.3-ext4.json" "$CLI/../compare/6.1-ext4-a.json" out
cell() { # NAME KIND ORDER STATE REASON RESULT
	printf '{"name": "%s", "kernel": {"label": "%s", "spec": "x"}, "fs": "ext4",
	"pmem": "nvdimm", "kind": "%s", "order": %s, "pair": null, "side": null,
	"options": [], "command": [], "state": "%s", "reason": %s, "result": %s}' \
		"$1" "$1" "$2" "$3" "$4" "$5" "$6"
}
{
	echo '{"schema": {"name": "daxbench-matrix", "version": 1}, "cells": ['
	cell a run 1 done null '"6.1-ext4-a.json"'
	echo ,
	cell a-check check 2 done null '"check-7.3-ext4.json"'
	echo ,
	cell b run 3 failed '"QEMU was killed"' null
	echo ']}'
} >out/index.json
"$DAXBENCH" report out 2>&1 | grep -e '^#' -e 'killed' -e '| E3'
"$DAXBENCH" report --output out.html out 2>/dev/null
grep -c 'class="bad">Left out: cell b of .* failed: QEMU was killed' out.html
"$DAXBENCH" report --format bmf out 2>&1 >/dev/null
rm -r out out.html
