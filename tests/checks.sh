#!/bin/sh
# SPDX-License-Identifier: MIT
# The checks of the tree itself, one line each.
top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"

tap_start
check 'layers: includes go down only' "$top_srcdir/scripts/check-layers" "$top_srcdir"
check 'headers: each compiles alone' "$top_srcdir/scripts/check-headers" "$top_srcdir" "${top_builddir:-.}"
check 'plugins: every record is listed and registered' "$top_srcdir/scripts/check-plugins" "$top_srcdir"
if command -v mandoc >/dev/null; then
	check 'man: every option is described and pages lint' "$top_srcdir/scripts/check-man" "$top_srcdir" "${DAXBENCH_BIN:-./daxbench}"
else
	skip 'man: every option is described and pages lint' 'mandoc is not installed'
fi
if command -v shellcheck >/dev/null; then
	check 'shell: scripts are clean' "$top_srcdir/scripts/check-shell" "$top_srcdir"
else
	skip 'shell: scripts are clean' 'shellcheck is not installed'
fi
# same_table DIRECTORY: its table is what its documents say
same_table() { /usr/bin/python3 -B "$top_srcdir/scripts/verdicts.py" "$1" | cmp - "$1/table.md"; }
for table in "$top_srcdir"/results/*/table.md "$top_srcdir"/tests/verdicts/*/table.md; do
	[ ! -f "$table" ] ||
		check "table of $(basename "$(dirname "$table")")" same_table "$(dirname "$table")"
done
# same_cuts DIRECTORY: its sums are those of its documents
same_cuts() { /usr/bin/python3 -B "$top_srcdir/scripts/powercuts.py" "$1" | cmp - "$1/sums.md"; }
for sums in "$top_srcdir"/results/*/sums.md; do
	[ ! -f "$sums" ] ||
		check "sums of $(basename "$(dirname "$sums")")" same_cuts "$(dirname "$sums")"
done
left() { /usr/bin/python3 -B "$top_srcdir/scripts/verdicts.py" --left "$top_srcdir/tests/verdicts/machines/$1"; }
is 'verdicts: behind the case that broke the kernel the next machine goes on' F3,F6 "$(left 6.12-xfs-reflink.json)"
is 'verdicts: a case that ended the machine is not run again' F6 "$(left 6.12-xfs-reflink.2.txt)"
is 'verdicts: one that had no time is' V3 "$(left 6.12-devdax.txt)"
is 'verdicts: a machine that did not come up is not started again' '' "$(left 5.10-xfs-reflink.txt)"
is 'verdicts: what failed in any machine of a part' F3,U7 \
	"$(/usr/bin/python3 -B "$top_srcdir/scripts/verdicts.py" --failed "$top_srcdir/tests/verdicts/machines/6.12-xfs-reflink")"
tap_end
