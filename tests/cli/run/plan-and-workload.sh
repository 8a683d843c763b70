# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --plan gate --workload load
