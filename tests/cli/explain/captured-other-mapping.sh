# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Mapped otherwise than it was recorded it is predicted only.
"$DAXBENCH" explain --sysroot "$CLI/../sysroot/explain-6.1-ext4-sticky" --access write
