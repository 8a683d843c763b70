# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What list says of options is what run does.
command -v python3 >/dev/null || {
	echo 'there is no python3'
	exit 77
}
python3 "$CLI/list/options.py"
