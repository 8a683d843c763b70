# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --workload load --pin 0-
