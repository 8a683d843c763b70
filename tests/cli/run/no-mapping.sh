# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Where nothing is mapped there is nothing to witness and nothing to expect.
"$DAXBENCH" run --workload read,write --target shmem --size 4m --repeat 1 \
	--format text | sed -nE '/^(read|write) /p; /^  (mapping|expected|validity) /p'
