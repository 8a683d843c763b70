# SPDX-License-Identifier: MIT
# shellcheck shell=sh
: >file
"$DAXBENCH" run --workload pmd-fault --target file >/dev/null
status=$?
rm file
exit $status
