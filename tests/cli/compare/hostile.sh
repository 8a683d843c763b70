# SPDX-License-Identifier: MIT
# shellcheck shell=sh
F=$CLI/../compare
A=$F/6.1-ext4-a.json
try() { "$DAXBENCH" compare "$A" "$2" >out 2>err; status=$?; echo "$1: $status $(sed "s|$F/||" err)$(cat out)"; rm -f "$2" out err; }
head -c 20000 "$A" >x; try truncated x
truncate -s 1G x; try "1 GiB of nothing" x
head -c 60000000 /dev/zero | tr "\0" "[" >x; try brackets x
{ printf "["; head -c 60000000 /dev/zero | tr "\0" ","; } >x; try commas x
sed "s/\"mean\": 95.*/\"mean\": NaN,/" "$A" >x; try NaN x
sed "s/\"operations\": 8,/\"operations\": -8,/" "$A" >x; try "negative count" x
sed "s/\"status\": \"complete\",/& &/" "$A" >x; try "duplicate key" x
sed "s/\"version\": 1\$/\"version\": 2/" "$A" >x; try "wrong version" x
sed "s/\"count\": 8,/\"count\": 80,/" "$A" >x; try "histogram that does not add up" x
printf "" >x; try empty x
echo "{}" >x; try "no schema" x
