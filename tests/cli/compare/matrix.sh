# SPDX-License-Identifier: MIT
# A matrix: each kernel against the first, a file system at a time, with the
# verdicts of its checks; a cell that failed is missed.
exec 2>&1
cell() { # NAME KERNEL FS ORDER STATE REASON RESULT
	mkdir -p "out/cells/$1"
	[ -z "$7" ] || cp "$CLI/../compare/$7" "out/$1.json"
	result=null
	[ -z "$7" ] || result="\"$1.json\""
	cat >"out/cells/$1/cell.json" <<-END
	{"schema": {"name": "daxbench-cell", "version": 1}, "name": "$1",
	"kernel": {"label": "$2", "spec": "$2"}, "fs": "$3", "pmem": "nvdimm",
	"kind": "${8:-run}", "order": $4, "pair": null, "side": null, "options": [],
	"command": ["run"], "state": "$5", "reason": $6, "result": $result}
	END
}
cell old-ext4 old ext4 1 done null 6.1-ext4-a.json
cell new-ext4 new ext4 3 done null 6.12-ext4.json
cell again-ext4 again ext4 5 done null 6.1-ext4-b.json
cell old-xfs old xfs 2 done null 6.1-xfs.json
cell new-xfs new xfs 4 failed '"QEMU was killed"' ''
"$DAXBENCH" merge out
"$DAXBENCH" compare out | grep -v -e kernel.version
"$DAXBENCH" compare --format markdown out | grep -e '^#' -e '^\*\*'
"$DAXBENCH" compare --format json out |
	grep -e '"title"' -e '^ "overall"' -e '"overall"'
"$DAXBENCH" compare out >/dev/null
echo "$?"
rm -r out/cells/new-*
"$DAXBENCH" merge out
"$DAXBENCH" compare out >/dev/null
echo "$?"
cell old-check old ext4 6 done null check-6.1-ext4.json check
cell again-check again ext4 7 done null check-6.1-ext4.json check
sed -i '0,/"outcome": "pass"/s//"outcome": "fail"/' out/again-check.json
"$DAXBENCH" merge out
"$DAXBENCH" compare out | grep -e '->' -e regressed -e case
rm -r out/cells/again-* out/cells/old-check
"$DAXBENCH" merge out
"$DAXBENCH" compare out
echo "$?"
rm -r out
