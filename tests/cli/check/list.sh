# SPDX-License-Identifier: MIT
"$DAXBENCH" check --case H3 --list
