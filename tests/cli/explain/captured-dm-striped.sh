# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# A file of another machine, with what was observed there.
"$DAXBENCH" explain --sysroot "$CLI/../sysroot/explain-6.1-dm-striped"
