# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" explain --acces read x
