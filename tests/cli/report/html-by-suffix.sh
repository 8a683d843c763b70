# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" report --output page.html "$CLI/report/results"
sed -n 1,2p page.html
tail -n 1 page.html
grep -c '<figure>' page.html
rm page.html
