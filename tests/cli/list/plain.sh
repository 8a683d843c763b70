# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Every group has its heading and at least one entry; which entries is the
# registry's business (test-registry).
"$DAXBENCH" list | awk '/^[a-z]/ { group = $1; next }
	NF { entries[group]++ }
	END { for (g in entries) print g }' | sort
