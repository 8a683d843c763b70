# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" list --format yaml
