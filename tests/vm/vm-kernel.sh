#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-kernel.sh - a cached kernel needs no network; an incomplete one is none

# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

plan 9
need_vm suite:trixie

image=$("$vm" -q --print-kernel suite:trixie)
entry=$(dirname "$image")
name=$(basename "$entry")
package=${name%%_*}
version=$(sed -n 's/^version=//p' "$entry/info")

# A cache of our own with that kernel, and a mirror that is not there
export DAXBENCH_CACHE=$tmp/cache
export DAXBENCH_DEBIAN_MIRROR=http://127.0.0.1:9/debian
export DAXBENCH_DEBIAN_SECURITY_MIRROR=http://127.0.0.1:9/debian-security
mkdir -p "$tmp/cache/kernels" "$tmp/cache/apt/trixie"
ln -s "$entry" "$tmp/cache/kernels/$name"

run_vm --print-kernel suite:trixie
is "$status" 3 "without lists and network a suite is exit 3"
said "cannot read the lists of 'trixie'" "with the reason"

echo "$package $version" > "$tmp/cache/apt/trixie/newest"
run_vm --print-kernel suite:trixie
is "$status" 0 "with the answer of an earlier day it is found"
printed "$tmp/cache/kernels/$name/vmlinuz" "in the cache"
said "cannot refresh" "and the failed refresh is told"

run_vm --print-kernel "$package"
is "$status" 0 "a cached package needs no lists"

# An entry is complete when it has its info file, which is written last
rm "$tmp/cache/kernels/$name"
mkdir -p "$tmp/cache/kernels/$name"
cp "$image" "$tmp/cache/kernels/$name/vmlinuz"
run_vm --print-kernel "$package"
is "$status" 3 "an incomplete entry is not used"

# A kernel by path, with the modules of the package beside it
unset DAXBENCH_DEBIAN_MIRROR DAXBENCH_DEBIAN_SECURITY_MIRROR
run_vm --kernel "$image" --modules "$entry" --raw-command -- uname -r
is "$status" 0 "a bzImage with --modules boots"
printed "$(sed -n 's/^release=//p' "$entry/info")" "and is that kernel"
done_testing
