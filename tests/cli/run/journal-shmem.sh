# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --workload first-touch --journal busy --target shmem >/dev/null
