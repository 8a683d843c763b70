# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --quiet --workload cow-reflink --target shmem --size 4m >/dev/null
