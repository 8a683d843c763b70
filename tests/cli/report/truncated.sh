# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# One that cannot be read ends it, whatever else there is; no output is left.
head -c 5000 "$CLI/report/results/6.1-ext4.json" >cut.json
"$DAXBENCH" report --output page.html "$CLI/report/results/6.1-xfs.json" cut.json 2>stderr
echo "exit status $?"
grep -c 'cut.json' stderr
rm cut.json stderr
