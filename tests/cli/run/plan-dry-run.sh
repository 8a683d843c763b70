# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What would be run, and nothing is: there is no such target.
cat >mine.json <<'J'
{"schema": {"name": "daxbench-plan", "version": 1}, "name": "mine", "summary": "of a test",
 "runs": [{"workload": "pmd-fault", "size": "2m,4m", "access": ["read", "write"]}]}
J
"$DAXBENCH" run --plan mine.json --repeat 3 --target control:/nowhere --dry-run | cut -d " " -f 1-12 | tr -s " " | cut -d " " -f 1-6
rm mine.json
