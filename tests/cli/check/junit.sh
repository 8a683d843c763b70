# SPDX-License-Identifier: MIT
# shellcheck shell=sh
"$DAXBENCH" check --case E6,X1 --target control:. --junit report.xml >/dev/null
sed 's/time="[^"]*"/time=""/' report.xml
rm report.xml
