# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# A recorded device-dax node of two units of 1 GiB, and another mapping of it.
cp -R "$CLI/../sysroot/debian-6.1-nvdimm-ext4" tree && mkdir tree/daxbench
cat >tree/daxbench/explain <<'END'
daxbench-explain-record 1
path /dev/dax0.0
file 0 2147483648 0 5 4096 0
device 1073741824
statx 0x0 0x203874
statfs 4096 1000000000 900000000
fsxattr - 25
mapping 0 2147483648 0 0 0 0
base 0 the device starts on a multiple of its alignment
observed 0 2 2 5
END
"$DAXBENCH" explain --sysroot tree
"$DAXBENCH" explain --sysroot tree --address shifted | sed -n '1p;4,5p'
rm -r tree
