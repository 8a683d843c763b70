# SPDX-License-Identifier: MIT
# What a run of processes did, in pages and parts of the range.
import json
import os
import sys

run = json.load(sys.stdin)["runs"][0]
pages = (8 << 20) // os.sysconf("SC_PAGE_SIZE")
said = {p["key"]: p.get("value") for p in run["parameters"]}
print(said["share"], said["threads"], said["workers"], "workers;", said["mapping.witnessed_in"])
for rep in run["repetitions"]:
    # A sanitizer's shadow memory takes some of its own.
    print(" touches", rep["operations"] / pages, "of the pages, a fault each:", sum(rep["faults"].values()) >= rep["operations"])
    print(" each", *(t["operations"] / pages for t in rep["threads"]))
print(" validity", run["validity"]["state"], run["validity"]["reasons"], len(run["mapping"]["witnesses"]) > 3)
