# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --target /dev/null --workload load --format text >/dev/null
