# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Each in short; whether the documents are valid is tests/schema/run-export.sh's.
for format in github bmf openmetrics benchstat otava kcidb junit; do
	echo "== $format"
	"$DAXBENCH" report --format "$format" "$CLI/report/results/6.1-ext4.json" |
		head -n 12 | cut -c 1-100
done
