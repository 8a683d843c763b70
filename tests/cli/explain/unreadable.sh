# SPDX-License-Identifier: MIT
# shellcheck shell=sh
[ "$(id -u)" -ne 0 ] || { echo 'root reads everything'; exit 77; }
echo data >file
chmod 0 file
"$DAXBENCH" explain file
status=$?
rm -f file
exit $status
