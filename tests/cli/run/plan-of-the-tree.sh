# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Every plan that is listed can be run here, as far as its options go.
for plan in "$DAXBENCH_PLANS"/*.json; do
	name=$(basename "$plan" .json)
	"$DAXBENCH" run --plan "$name" --dry-run >list || echo "$name"
	[ -s list ] || echo "$name is empty"
	"$DAXBENCH" list | grep -q "^  $name " || echo "$name is not listed"
	grep -q "^ \"name\": \"$name\",$" "$plan" || echo "$name is named otherwise"
done
rm list
