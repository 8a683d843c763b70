# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" durable write . --records 1 --mode write >log
"$DAXBENCH" durable verify . --remove
status=$?
rm log
exit $status
