# SPDX-License-Identifier: MIT
"$DAXBENCH" check --case E99
