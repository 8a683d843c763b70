# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --workload write,pte-fault --size 2m --dry-run | cut -d " " -f 1-12 | tr -s " " | cut -d " " -f 1-6
