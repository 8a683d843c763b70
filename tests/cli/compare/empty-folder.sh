# SPDX-License-Identifier: MIT
# shellcheck shell=sh
F=$CLI/../compare
mkdir none
"$DAXBENCH" compare "$F/6.1-ext4-a.json" none
status=$?
rmdir none
exit $status
