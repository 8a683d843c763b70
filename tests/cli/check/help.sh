# SPDX-License-Identifier: MIT
"$DAXBENCH" check --help
