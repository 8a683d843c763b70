# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --target shmem --workload first-touch --page pte --extents shared --share own-file
