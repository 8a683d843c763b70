# SPDX-License-Identifier: MIT
"$DAXBENCH" check --target shmem
