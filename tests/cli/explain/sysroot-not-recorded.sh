# SPDX-License-Identifier: MIT
# shellcheck shell=sh
ln -s "$CLI/../sysroot/debian-6.1-nvdimm-ext4" tree
"$DAXBENCH" explain --sysroot tree
status=$?
rm tree
exit $status
