# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --workload load --pin 65535 --target shmem --size 2m --quiet >/dev/null
