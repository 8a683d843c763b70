# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Those that leave the page size open, by PTEs.
command -v python3 >/dev/null || {
	echo 'there is no python3'
	exit 77
}
if [ "$(getconf PAGE_SIZE)" != 4096 ]; then
	echo 'the counts are those of 4 KiB pages'
	exit 77
fi
"$DAXBENCH" run --workload first-touch,wp-upgrade,redirty,load,store,persist \
	--page pte --target shmem --expect any --size 4m --repeat 1 \
	--format json | python3 "$CLI/run/counts.py"
