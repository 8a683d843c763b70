# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" durable --help
