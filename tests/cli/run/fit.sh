# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# 64 MiB are halved until they fit three quarters of what is free, run after
# run; the blocks of the run before do not count as taken.
# shellcheck source=../private-mounts.sh
. "$CLI/private-mounts.sh"
mkdir small
# shellcheck disable=SC2016	# the inner shell expands
in_private_mounts 'mount -t tmpfs -o size=24m tmpfs small &&
	"$DAXBENCH" run --workload load,store --target control:small --fit \
		--expect any --repeat 1 --warmup 0 --quiet --format json >r.json &&
	grep -A 1 "\"key\": \"size" r.json | grep -v ^-- | tr -d " \n" | sed "s/,\"key/\n\"key/g" &&
	echo'
status=$?
rm -f r.json
rmdir small
exit $status
