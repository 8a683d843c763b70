# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" explain --range 2m x 2>err
status=$?
sed 's/([0-9]* bytes)/(PAGE)/' err >&2
rm err
exit $status
