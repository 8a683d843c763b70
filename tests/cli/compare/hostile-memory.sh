# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What is refused is refused within 64 MiB of address space.
small() { prlimit --as=67108864 "$@"; }
if ! small "$DAXBENCH" --version >/dev/null 2>&1; then
	echo 'no prlimit, or a build with sanitizers, which need more'
	exit 77
fi
head -c 60000000 /dev/zero | tr '\0' '[' >brackets
{
	printf '['
	head -c 60000000 /dev/zero | tr '\0' ','
} >commas
for file in brackets commas; do
	small "$DAXBENCH" compare $file $file 2>&1
	echo $?
done
rm brackets commas
