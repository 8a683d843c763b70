# SPDX-License-Identifier: MIT
"""Medians per operation and ratios from the files of rounds.sh."""
import collections
import glob
import json
import os
import statistics
import sys

SIZE = 0
per_op = collections.defaultdict(lambda: collections.defaultdict(list))


def operations(name):
    last = name.rsplit("-", 1)[1]
    return SIZE // {"fault": 0, "64": 64, "4096": 4096}[last] if last != "fault" else None


unit = "ns"
for path in glob.glob(os.path.join(sys.argv[1], "daxbench.*.0")):
    with open(path, encoding="utf-8") as f:
        SIZE = json.load(f)["runs"][0]["repetitions"][0]["bytes"]
for path in glob.glob(os.path.join(sys.argv[1], "*.*.*")):
    program, name, _ = os.path.basename(path).split(".")
    if program not in ("bare", "daxbench", "timed", "fio"):
        continue
    with open(path, encoding="utf-8") as f:
        text = f.read()
    if program == "bare":
        n = operations(name) or SIZE // {"pmd": 2 << 20, "pte": 4096}[name.split("-")[0]]
        # the first repetition warms up
        per_op[name][program] += [int(v) / n for v in text.split()[1:]]
    elif program == "fio":
        job = json.loads(text[text.index("{") :])["jobs"][0]
        for side in (job["read"], job["write"]):
            if side["total_ios"]:
                per_op[name][program].append(side["runtime"] * 1e6 / side["total_ios"])
    else:
        doc = json.loads(text)
        if doc["platform"]["clock"] == "icount":
            unit = "instructions"
        for rep in doc["runs"][0]["repetitions"]:
            per_op[name][program].append(rep["duration_ns"] / rep["operations"])

print(f"median {unit} per operation; ratios against the bare loop")
print(f"{'pattern':20} {'bare':>11} {'daxbench':>11} {'ratio':>7} {'with times':>11} {'ratio':>7} {'fio':>11} {'ratio':>7}")
for name in sorted(per_op):
    m = {p: statistics.median(v) for p, v in per_op[name].items()}
    row = f"{name:20} {m['bare']:11.1f}"
    for program in ("daxbench", "timed", "fio"):
        if program in m:
            row += f" {m[program]:11.1f} {m[program] / m['bare']:7.3f}"
        else:
            row += f" {'-':>11} {'-':>7}"
    print(row)
