# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What boots of one kernel differ by does not count; what is more, does.
F=$CLI/../compare
"$DAXBENCH" noise "$F/6.1-ext4-a.json" "$F/6.1-ext4-b.json" --output noise.json || exit
sed '/"latency_p50"/,/half_width/s/"half_width": .*/"half_width": 0.04,/' noise.json >large.json
for noise in noise large; do
	"$DAXBENCH" compare --noise $noise.json "$F/6.1-ext4-a.json" "$F/6.1-ext4-traced.json" |
		grep -E '^[a-z]+:|latency_p50'
done
"$DAXBENCH" compare --format json --noise noise.json "$F/6.1-ext4-a.json" "$F/6.1-ext4-b.json" |
	grep -E '"(overall|noise)"'
sed '/"faults_per_chunk"/,/"equal"/s/"equal": true/"equal": false/' noise.json >unequal.json
"$DAXBENCH" compare --noise unequal.json "$F/6.1-ext4-a.json" "$F/6.1-ext4-b.json" | grep -E '^[a-z]+:'
rm noise.json large.json unequal.json
