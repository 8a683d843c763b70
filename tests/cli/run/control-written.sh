# SPDX-License-Identifier: MIT
# shellcheck shell=sh
mkdir d
"$DAXBENCH" run --workload pte-fault --target control:d --extents written \
	--access read --expect any --size 4m --repeat 2 >out
status=$?
sed -n 's/^ *"state": "\(.*-written\)",$/\1/p' out
rm out
rmdir d && exit $status
