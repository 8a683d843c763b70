# SPDX-License-Identifier: MIT
# A promise that is not kept any more is a regression; one that is again, none.
cp "$CLI"/../compare/check-*.json .
"$DAXBENCH" compare check-7.3-ext4.json check-6.1-ext4.json
echo "$?"
"$DAXBENCH" compare --verbose check-7.3-ext4.json check-7.3-ext4.json
echo "$?"
"$DAXBENCH" compare --format markdown check-6.1-ext4.json check-7.3-ext4.json
"$DAXBENCH" compare --selftest check-7.3-ext4.json check-7.3-ext4.json >out
echo "$?"
head -n 1 out
"$DAXBENCH" compare --format junit check-7.3-ext4.json check-6.1-ext4.json >out
grep -c '<failure' out
sed 's/"outcome": "pass"/"outcome": "skip"/' check-7.3-ext4.json >skipped.json
"$DAXBENCH" compare check-7.3-ext4.json skipped.json
echo "$?"
sed 's/"id": "E2"/"id": "E9"/; s/"status": "complete"/"status": "interrupted"/' \
	check-7.3-ext4.json >other.json
"$DAXBENCH" compare check-7.3-ext4.json other.json
echo "$?"
"$DAXBENCH" compare check-7.3-ext4.json "$CLI/../compare/6.1-ext4-a.json" | head -n 1
# One kernel's times and another one's verdicts are no side.
mkdir mixed
cp check-7.3-ext4.json "$CLI/../compare/6.1-ext4-a.json" mixed
"$DAXBENCH" compare mixed mixed | head -n 1
rm -r ./*
