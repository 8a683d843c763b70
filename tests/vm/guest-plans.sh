#!/bin/sh
# SPDX-License-Identifier: MIT
#
# guest-plans.sh - runs inside a guest for vm-plans.sh: the plans it finds by
# name. Each leaves NAME.json, NAME.err and NAME.status in /out.
for plan in smoke gate; do
	daxbench run --plan "$plan" --quiet --format text --output "$plan.json" \
		>"$plan.txt" 2>"$plan.err"
	echo $? >"$plan.status"
done
exit 0
