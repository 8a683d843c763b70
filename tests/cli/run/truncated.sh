# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Somebody cuts the file short under a run: status 3, a whole document that
# says where, with what was finished before, and nothing is left behind.
cut_short()
{
	"$DAXBENCH" run "$@" --target "control:$PWD" --size 4m --expect any \
		--repeat 100000 --warmup 0 --quiet --output r.json >out 2>err &
	pid=$!
	while kill -0 $pid 2>/dev/null; do
		for fd in "/proc/$pid/fd/"*; do
			case $(readlink "$fd") in
			*/data*deleted*) true >"$fd" ;;
			esac
		done
	done 2>/dev/null
	wait $pid
	echo "$2: status $?"
	sed -n 's/^ \("status": "[a-z]*"\).*/\1/p' r.json
	sed -n '1s/\( on a load\)* at file offset [0-9]*/ at file offset N/p' err
	tail -n 1 r.json
	rm r.json out err
}
cut_short --workload load
cut_short --workload read --engine psync
