# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The document in the file, the text on stdout, nothing beside the file.
echo old >r.json
"$DAXBENCH" run --workload pmd-fault --target shmem --expect any \
	--size 2m --repeat 1 --output r.json | grep -cE '^ *(target|mapping|faults) '
sed -n 2,5p r.json
