# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --target shmem --expect any --workload wp-upgrade --access read
