# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" check --case E6 --target control:. --control . |
	sed -n 's/ ([^)]*ms)//; /^#/d; p'
