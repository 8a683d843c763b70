# SPDX-License-Identifier: MIT
# shellcheck shell=sh
mkdir results
"$DAXBENCH" report results
status=$?
rmdir results
exit $status
