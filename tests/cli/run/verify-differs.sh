# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Somebody writes to the file under a run: status 1 and the offset.
differ()
{
	"$DAXBENCH" run --verify --workload "$1" --target "control:$PWD" --size 2m \
		--expect any --repeat 100000 --warmup 0 --quiet --output r.json \
		>out 2>err &
	pid=$!
	while kill -0 $pid 2>/dev/null; do
		for fd in "/proc/$pid/fd/"*; do
			case $(readlink "$fd") in
			*/data*deleted*) printf x 1<>"$fd" ;;
			esac
		done
	done 2>/dev/null
	wait $pid
	echo "$1: status $?"
	sed -n 's/not 0x[0-9a-f]*/not what was written/p' err
	sed -n 's/^ \("status": "[a-z]*"\).*/\1/p' r.json
	rm r.json out err
}
differ write
differ store
differ read
