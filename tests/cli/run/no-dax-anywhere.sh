# SPDX-License-Identifier: MIT
# shellcheck shell=sh
if grep -qE '[ ,]dax(=always|=inode|,| |$)' /proc/self/mountinfo; then
	echo 'something is mounted with a dax option here'
	exit 77
fi
"$DAXBENCH" run --workload pmd-fault 2>err >/dev/null
status=$?
sed -E 's/\([0-9]+ mounts/(N mounts/' err >&2
rm err
exit $status
