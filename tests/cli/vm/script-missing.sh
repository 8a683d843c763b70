# SPDX-License-Identifier: MIT
# shellcheck shell=sh
DAXBENCH_LIBEXEC=/nowhere "$DAXBENCH" vm -- list
