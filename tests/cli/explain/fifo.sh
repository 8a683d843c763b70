# SPDX-License-Identifier: MIT
# shellcheck shell=sh
mkfifo pipe
"$DAXBENCH" explain pipe
status=$?
rm pipe
exit $status
