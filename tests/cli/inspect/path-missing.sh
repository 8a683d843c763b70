# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The machine is told all the same; the status says that the path could not be.
"$DAXBENCH" inspect nowhere >out
status=$?
grep -c 'unknown (' out >/dev/null && rm out
exit $status
