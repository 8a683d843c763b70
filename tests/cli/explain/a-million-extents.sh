# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# A recorded file of a million extents needs neither much memory nor a document
# as long as they are many.
if grep -q __asan_init "$DAXBENCH"; then
	echo "address space cannot be limited under AddressSanitizer"
	exit 77
fi
cp -R "$CLI/../sysroot/debian-6.1-nvdimm-ext4" tree && mkdir tree/daxbench
awk 'BEGIN {
	print "daxbench-explain-record 1\npath /mnt/dax/file"
	print "file 0 8192000000 259 0 4096 0\nstatx 0x200000 0x203874"
	print "statfs 4096 1000000000 900000000\nfsxattr 0x8000 0"
	print "mapping 0 8193572864 0 0 0 0\nbase 0 a page frame"
	for (i = 0; i < 1000000; i++)
		printf "extent %.0f %.0f 4096 0x0\n", i * 8192, (i + 256) * 8192
}' >tree/daxbench/explain
(
	# shellcheck disable=SC3045	# where sh has it not, nothing is limited
	ulimit -v 65536
	"$DAXBENCH" explain --sysroot tree | sed -n '2p;5p'
	"$DAXBENCH" explain --sysroot tree --json >document || echo "status $?"
)
n=$(wc -l <document)
{ [ "$n" -gt 100 ] && [ "$n" -lt 1000 ]; } || echo "a document of $n lines"
rm -r tree document
