# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The noise document is an input like any other.
F=$CLI/../compare
A=$F/6.1-ext4-a.json
"$DAXBENCH" noise "$A" "$F/6.1-ext4-b.json" --output noise.json || exit
try() { "$DAXBENCH" compare --noise x "$A" "$A" >out 2>err; echo "$1: $? $(sed 's/line [0-9]*:/line N:/' err)"; rm x out err; }
sed '/"floors"/q' noise.json >x; try truncated
cp "$A" x; try "a result"
sed 's/"version": 1$/"version": 2/' noise.json >x; try "wrong version"
sed 's/"half_width": .*,/"half_width": -1,/' noise.json >x; try "negative"
sed 's/"half_width": .*,/"half_width": 1e300,/' noise.json >x; try "huge"
sed 's/"half_width": .*,/"half_width": NaN,/' noise.json >x; try "NaN"
sed 's/"confidence": .*,/"confidence": 95,/' noise.json >x; try "confidence"
sed 's/"equal": true/"equal": null/' noise.json >x; try "exact without equal"
sed 's/"files": 2,/"files": 2, "files": 2,/' noise.json >x; try "duplicate key"
head -c 16000000 /dev/zero | tr '\0' '[' >x; try brackets
truncate -s 1G x; try "1 GiB"
rm noise.json
