# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Nothing is lost by asking for more.
"$DAXBENCH" list >plain
"$DAXBENCH" list --verbose >verbose
grep -vxFf verbose plain
grep -c '^      strength: ' verbose
grep -A 2 '^  fault-count ' verbose
rm plain verbose
