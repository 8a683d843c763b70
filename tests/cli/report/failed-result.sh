# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# A failure is a result: the report says so, and there is no number to export.
"$DAXBENCH" run --workload pmd-fault --target control:/nonexistent --format json >failed.json 2>/dev/null
"$DAXBENCH" report failed.json | sed -n '/^## Summary/,/^## /p' | sed 's/\*\*.*: failed: .*/**...: failed: .../; /^## Env/d'
for format in github bmf openmetrics benchstat otava csv; do
	"$DAXBENCH" report --format "$format" failed.json
	echo "exit status $?"
done
"$DAXBENCH" report --format junit failed.json | grep -o 'tests=.*skipped="[0-9]*"'
rm failed.json
