# SPDX-License-Identifier: MIT
# shellcheck shell=sh
mkdir there
"$DAXBENCH" inspect --output there
status=$?
rmdir there
exit $status
