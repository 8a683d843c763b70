# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Refused, not ignored.
"$DAXBENCH" run --workload store --target shmem --flush deep
