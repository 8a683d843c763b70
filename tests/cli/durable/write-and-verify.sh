# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" durable write . --records 3 --mode dsync &&
	"$DAXBENCH" durable verify . -a 3 --remove
