# SPDX-License-Identifier: MIT
# shellcheck shell=sh
if [ "$(stat -f -c %T /dev/shm 2>/dev/null)" != tmpfs ]; then
	echo '/dev/shm is no tmpfs'
	exit 77
fi
"$DAXBENCH" run --quiet --workload gup --engine direct --partner /dev/shm \
	--target shmem --size 4m >/dev/null
