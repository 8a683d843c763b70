# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Whatever the reason is here, one is given, and the file is as before.
echo data >file
"$DAXBENCH" explain file 2>err
status=$?
sed "1s/DAX: .*/DAX: WHY/; 2s/: .*/: HINT/" err >&2
cat file
rm err file
exit $status
