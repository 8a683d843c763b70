# SPDX-License-Identifier: MIT
"$DAXBENCH" merge .
