# SPDX-License-Identifier: MIT
# What a run did, without what differs between machines: a line a repetition,
# from the document on standard input.
import json
import sys

for run in json.load(sys.stdin)["runs"]:
    facts = {fact["key"]: fact["value"] for fact in run["parameters"]}
    for rep in run["repetitions"]:
        print(
            run["workload"],
            run["engine"],
            facts["access"],
            facts["page"],
            f'{rep["operations"]} operations',
            f'{rep["bytes"]} bytes',
            f'{rep["latency_ns"]["count"]} timed',
            rep["state"],
        )
