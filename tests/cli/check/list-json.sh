# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" check --case H3-unwritten --list --format json | sed '/"tool"/,/}/d'
