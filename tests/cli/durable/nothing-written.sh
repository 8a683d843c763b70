# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" durable verify . -a 1
