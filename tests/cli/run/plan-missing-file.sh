# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" run --plan nowhere/plan.json
