# SPDX-License-Identifier: MIT
"""Medians per operation, and ratios of the rounds, from the files of rounds.sh.

usage: ratios.py DIRECTORY

A ratio is taken round by round, of the medians of the repetitions in it; its
median over the rounds is printed, with the lowest and highest behind it.
"""
import collections
import glob
import json
import os
import statistics
import sys

PROGRAMS = ("daxbench", "timed", "fio")
PMD, PTE = 2 << 20, 4096


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def step(name):
    """Bytes of one operation."""
    return {"pmd-fault": PMD, "pte-fault": PTE}.get(name) or int(name.rsplit("-", 1)[1])


def of_bare(text, name):
    # the first repetition warms up
    return [int(v) / (SIZE // step(name)) for v in text.split()[1:]]


def of_fio(text, _):
    job = json.loads(text[text.index("{") :])["jobs"][0]
    return [s["runtime"] * 1e6 / s["total_ios"] for s in (job["read"], job["write"]) if s["total_ios"]]


def of_daxbench(text, _):
    return [r["duration_ns"] / r["operations"] for r in json.loads(text)["runs"][0]["repetitions"]]


def spread(values):
    return f"{statistics.median(values):7.3f} ({min(values):.3f} to {max(values):.3f})"


where = sys.argv[1]
documents = [json.loads(read(p)) for p in sorted(glob.glob(os.path.join(where, "daxbench.*.*")))]
if not documents:
    sys.exit("ratios: no results: see what the programs said above")
SIZE = documents[0]["runs"][0]["repetitions"][0]["bytes"]
unit = "instructions" if documents[0]["platform"]["clock"] == "icount" else "ns"
# pattern, program, round: units of one operation
seen = collections.defaultdict(lambda: collections.defaultdict(dict))
for path in glob.glob(os.path.join(where, "*.*.*")):
    program, name, turn = os.path.basename(path).split(".")
    reader = {"bare": of_bare, "daxbench": of_daxbench, "timed": of_daxbench, "fio": of_fio}.get(program)
    if reader:
        seen[name][program][turn] = statistics.median(reader(read(path), name))

rounds = max(len(v["bare"]) for v in seen.values())
print(f"{unit} per operation, median of {rounds} rounds; ratio to the bare loop: median (lowest to highest) of the rounds")
head = " ".join([f"{'pattern':20} {'bare':>9}", *(f"{p:>9} {'ratio':>7} {'':18}" for p in PROGRAMS)])
print(head.rstrip())
for name in sorted(seen):
    bare = seen[name]["bare"]
    row = f"{name:20} {statistics.median(bare.values()):9.1f}"
    for program in PROGRAMS:
        got = seen[name][program]
        both = [got[t] / bare[t] for t in bare if t in got]
        row += f" {statistics.median(got.values()):9.1f} {spread(both):26}" if both else f" {'-':>9} {'-':>7} {'':18}"
    print(row.rstrip())
workers = {
    (r["engine"], name): v
    for p in glob.glob(os.path.join(where, "daxbench.uring*.*"))
    for r in json.loads(read(p))["runs"]
    for name, v in [(os.path.basename(p).split(".")[1], next((m["values"] for m in r["metrics"] if m["name"] == "uring_workers"), None))]
}
for (_, name), v in sorted(workers.items()):
    print(f"{name}: threads that the kernel made for io_uring: {v}")
cost = [next((f["value"] for f in d["platform"]["facts"] if f["key"] == "clock.read_cost"), None) for d in documents]
plain, clocked = seen["load-64"]["daxbench"], seen["load-64"]["timed"]
extra = [clocked[t] - plain[t] for t in plain if t in clocked]
if extra:
    print(f"a time for each operation adds to load-64: {statistics.median(extra):.1f} {unit}, two readings of the clock and what keeps their difference")
print(f"one clock reading: {statistics.median(c for c in cost if c is not None)} {unit}")
