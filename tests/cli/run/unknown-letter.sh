# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run -w pmd-fault -z
