# SPDX-License-Identifier: MIT
# Two folders need a place.
"$DAXBENCH" merge a b
