# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# A failure is a document too.
"$DAXBENCH" run --workload pmd-fault --target nowhere 2>/dev/null |
	sed -n '2,5p; /^ "status"/p; /^ "error"/p; /^ "runs"/p; $p'
