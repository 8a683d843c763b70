# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" durable write . --records 2 >log
"$DAXBENCH" durable write . --records 2
echo $?
"$DAXBENCH" durable verify . -a 5 --remove
status=$?
rm log
exit $status
