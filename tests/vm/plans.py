# SPDX-License-Identifier: MIT
"""What the plans of guest-plans.sh must have said. Prints TAP lines.

usage: plans.py DIRECTORY PLAN...
"""
import sys

from boot import Boot, finish, report

PAGE, PMD = 4096, 2 << 20


def wanted(run, p):
    """(operations, faults) of one repetition; None: not said here."""
    size, entry = p["size"], PMD if p["page"] == "pmd" else PAGE
    if "block_size" not in p:
        return size // entry, size // entry
    operations = size // p["block_size"]
    if p["page"] == "none":
        return operations, None
    if run["workload"] == "persist" and run["engine"] == "msync":
        # msync cleans and write-protects the entries it flushes. The next
        # block's pages have entries of their own by PTE; by PMD it is the
        # same entry, unless the block is the first of its chunk.
        return operations, operations - size // PMD if p["page"] == "pmd" else 0
    return operations, 0


def problem(run):
    p = {f["key"]: f["value"] for f in run["parameters"]}
    operations, faults = wanted(run, p)
    wrong = []
    if "skipped" in run or run["validity"]["state"] != "valid":
        wrong.append(f"{run.get('skipped')} {run['validity']}")
    mapping = run["mapping"]
    if p["page"] != "none" and (mapping["page_size"], mapping["agreement"]) != (p["page"], "witnessed"):
        wrong.append(f"{mapping['page_size']}, {mapping['agreement']}")
    if len(run["repetitions"]) != p["repeat"]:
        wrong.append(f"{len(run['repetitions'])} repetitions, not {p['repeat']}")
    for rep in run["repetitions"]:
        if (rep["operations"], rep["bytes"]) != (operations, p["size"]):
            wrong.append(f"{rep['operations']} operations over {rep['bytes']} bytes, not {operations} over {p['size']}")
        if rep["latency_ns"]["count"] != operations:
            wrong.append(f"{rep['latency_ns']['count']} latencies")
        if faults is not None and sum(rep["faults"].values()) != faults:
            wrong.append(f"faults {rep['faults']}, not {faults}")
    return "\n".join(wrong)


def name_of(run):
    p = {f["key"]: f["value"] for f in run["parameters"]}
    return f"{run['workload']} {run['engine']} {p['page']} {p['extents']} {p['access']}"


def check(boot, plan):
    status, doc = boot.status(plan), boot.document(plan)
    if not doc:
        report(f"{plan}: a result came back", boot.said(plan))
        return
    ends = (status, doc["status"], doc["platform"]["clock"], doc["target"]["class"])
    report(f"{plan}: complete", "" if ends == ("0", "complete", "icount", "fsdax") else f"{ends}\n" + boot.text(plan + ".err"))
    named = (doc["plan"]["name"], doc["plan"]["runs"])
    report(f"{plan}: all its runs", "" if named == (plan, len(doc["runs"])) and doc["runs"] else f"{named}, {len(doc['runs'])} runs")
    for run in doc["runs"]:
        report(f"{plan}: {name_of(run)}", problem(run))


for each in sys.argv[2:]:
    check(Boot(sys.argv[1]), each)
finish()
