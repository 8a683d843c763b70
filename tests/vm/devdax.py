# SPDX-License-Identifier: MIT
"""What the commands of guest-devdax.sh must have said. Prints TAP lines.

usage: devdax.py LABEL DIRECTORY...  (two arguments a boot)
"""
import re
import sys

from boot import Boot, finish, report

PAGE, PMD, PUD = 1 << 12, 1 << 21, 1 << 30
BLOCK = 64 << 10
ENTRY = {PAGE: "pte", PMD: "pmd", PUD: "pud"}


class Guest(Boot):
    def __init__(self, label, where):
        super().__init__(where)
        self.label = label
        numbers = self.text("device").split()
        self.align, self.size = (int(n) for n in numbers) if len(numbers) == 2 else (0, 0)
        self.entry = ENTRY.get(self.align, "?")
        self.chunk = max(self.align, PMD)
        found = re.match(r"(\d+)\.(\d+)", self.text("release"))
        self.version = tuple(int(n) for n in found.groups()) if found else (0, 0)

    def witnesses(self, first_touch):
        """Who must confirm, and who must stay silent."""
        if self.entry == "pud":
            return {"fault-count", "page-tables"}, {"touch-one", "pagemap-scan", "pagemap-pfn", "smaps"}
        confirm = {"fault-count"}
        # With every page touched there is no chunk of which one page was.
        if self.entry == "pmd":
            confirm |= {"page-tables", "touch-one"}
        if self.version >= (6, 7):
            confirm.add("pagemap-scan")
        return confirm, set()


def ran(boot, name, operations, faults):
    """By entries of the alignment in all bytes, so counted and so witnessed."""
    doc = boot.document(name)
    if boot.status(name) != "0" or not doc or doc["status"] != "complete":
        return boot.said(name)
    run, wrong = doc["runs"][0], []
    m = run["mapping"]
    size = next(p["value"] for p in run["parameters"] if p["key"] == "size")
    if doc["target"]["class"] != "devdax":
        wrong.append(doc["target"]["class"])
    if m["asked"] != boot.entry or m["page_size"] != boot.entry or m["obtained"][boot.entry + "_bytes"] != size:
        wrong.append(f"asked {m['asked']}, page size {m['page_size']}, obtained {m['obtained']}")
    if m["agreement"] != "witnessed" or run["validity"]["state"] != "valid":
        wrong.append(f"{m['agreement']}, {run['validity']}")
    verdicts = {w["name"]: w["verdict"] for w in m["witnesses"]}
    confirm, silent = boot.witnesses(name)
    wrong += [f"{w}: {verdicts.get(w)}" for w in confirm if verdicts.get(w) != "confirms"]
    wrong += [f"{w}: {verdicts.get(w)}, and looking unmaps" for w in silent
              if verdicts.get(w) not in ("silent", "unavailable")]
    wrong += [f"{w}: {v}" for w, v in verdicts.items() if v == "refutes"]
    if verdicts.get("fs-dax-trace") != "unavailable":
        wrong.append("fs-dax-trace on a device")
    for rep in run["repetitions"]:
        got = (rep["operations"], rep["bytes"], rep["faults"]["minor"], rep["faults"]["major"])
        if got != (operations(size), size, faults(size), 0):
            wrong.append(f"repetition {rep['index']}: operations, bytes, minor, major {got}")
        if rep["state"] != "remapped-device":
            wrong.append(rep["state"])
    if len(run["repetitions"]) != 2:
        wrong.append(f"{len(run['repetitions'])} repetitions")
    return "\n".join(wrong)


def parameter(boot, name, key, want):
    doc = boot.document(name)
    facts = {p["key"]: p for p in doc["runs"][0]["parameters"]} if doc else {}
    got = facts.get(key, {}).get("value")
    return "" if got == want else f"{key}: {facts.get(key)}"


def refused(boot, name, status, *patterns):
    wrong = [] if boot.status(name) == status else [f"exit status {boot.status(name)}, not {status}"]
    wrong += [f"stderr lacks /{p}/" for p in patterns if not re.search(p, boot.text(name + ".err"))]
    return "\n".join(wrong + [boot.said(name)]) if wrong else ""


def explained(boot, name, wanted, status="0", observed=True):
    """[(units or None for all, class, rule)]: predicted so, and observed so."""
    doc = boot.document(name)
    if boot.status(name) != status or not doc:
        return boot.said(name)
    got = [(s["chunks"], s["predicted"], s["rule"]) for s in doc["segments"]]
    units = boot.size // boot.align
    wrong = []
    if got != [(units if n is None else n, c, r) for n, c, r in wanted]:
        wrong.append(f"segments {got}")
    if any(s["observed"] != (s["predicted"] if observed else None) or s["finding"] for s in doc["segments"]):
        wrong.append(f"observed {[(s['observed'], s['finding']) for s in doc['segments']]}")
    if doc["geometry"]["chunk_bytes"] != boot.align or doc["target"]["kind"] != "device":
        wrong.append(f"{doc['geometry']} {doc['target']['kind']}")
    asked = {a["rule"]: a["chunks"] for a in doc["answers"]}
    if asked["extent-boundary"]["not applicable"] != doc["segments"][-1]["first_chunk"] + \
            doc["segments"][-1]["chunks"] - doc["segments"][0]["first_chunk"]:
        wrong.append(f"the rules of extents were asked: {asked['extent-boundary']}")
    return "\n".join(wrong)


def explain(boot, say):
    """What explain says of the device."""
    small = boot.entry == "pte"
    reason = "device-entry" if small else None
    every = [(None, boot.entry, reason)]
    refused_by = lambda rule, n=None: [(n, "refused", rule)]
    say("explain: every unit, observed", explained(boot, "explain", every))
    say("explain: --require pmd", explained(boot, "explain-require", every, status="1" if small else "0"))
    if small:
        say("explain: a page off the offset is fine", explained(boot, "explain-range", [(1, "pte", reason)]))
        say("explain: a page off the colour is fine", explained(boot, "explain-shifted", every))
    else:
        say("explain: half units are refused", explained(boot, "explain-range", refused_by("device-unit", 2)))
        say("explain: so is an address off the alignment", explained(boot, "explain-shifted", refused_by("device-unit")))
    say("explain: mmap(2) chooses an address that fits", explained(boot, "explain-hint", every))
    say("explain: one that does not fit, asked for",
        explained(boot, "explain-hint-off", every if small else refused_by("device-unit")))
    say("explain: so is MAP_PRIVATE", explained(boot, "explain-private", refused_by("device-sharing")))
    say("explain: behind the device is SIGBUS",
        explained(boot, "explain-past", [(1, boot.entry, reason), (1, "sigbus", "past-eof")]))
    say("explain: MADV_NOHUGEPAGE", explained(
        boot, "explain-advice", every if small else [(None, "sigbus", "device-policy")]))
    say("explain: stores are predicted, not made", explained(boot, "explain-write", every, observed=False))
    say("explain: nor on demand", refused(boot, "explain-write-observe", "2", "would write"))
    text = boot.text("explain-text.txt")
    say("explain: in words", "" if boot.status("explain-text") == "0" and
        re.search(r"^device +/dev/dax0.0, .* in units of", text, re.M) and
        re.search(r"^not asked .*extent-boundary.*do not apply", text, re.M) else boot.said("explain-text"))
    say("explain: a device, captured, the same", same_elsewhere(boot, "explain", "captured"))
    say("explain: captured, in another mapping it is predicted", explained(
        boot, "captured-private", refused_by("device-sharing"), observed=False))
    say("explain: permission to load is enough", refused(boot, "explain-reader", "0"))


def same_elsewhere(boot, name, captured):
    """What a captured machine explains is what it explained itself."""
    here, there = boot.document(name), boot.document(captured)
    if not here or not there:
        return boot.said(captured) + boot.text("capture.err")
    differ = [k for k in ("summary", "reasons", "segments", "mapping", "geometry") if here[k] != there[k]]
    return "\n".join([f"{k}: {here[k]}\n{there[k]}" for k in differ] +
                     ([] if boot.status(name) == boot.status(captured) else [f"status {boot.status(captured)}"]))


LIES = {
    "mmap-anonymous": ["V1", "V2", "V3", "V4", "V5", "V6", "V9", "V10"],
    "mremap-fresh": ["V12"],
    "madvise-unpoisoned": ["V14"],
}


def outcomes(boot, name):
    doc = boot.document(name)
    return {c["id"]: (c["outcome"], c.get("reason")) for c in doc["cases"]} if doc else {}


def lied_to(boot, name, cases):
    # Where an entry is a page there is nothing less to map.
    seen = outcomes(boot, "lie-" + name)
    return "\n".join(f"{c}: {seen.get(c)}" for c in cases
                     if seen.get(c, ("",))[0] not in ("fail", "known-bug", "skip") or
                     (seen[c][0] == "skip" and boot.entry != "pte"))


def check(boot):
    def say(name, problem):
        report(f"{boot.label}: {name}", problem)

    def entries(size):
        return size // boot.align

    def blocks(size):
        return size // BLOCK

    def none(_):
        return 0

    say("the alignment is that of an entry", boot.entry == "?" and boot.text("device"))
    say("inspect knows the device", refused(boot, "inspect", "0") or
        ("" if re.search(r"kind +device-dax", boot.text("inspect.txt")) else boot.said("inspect")))
    # The kernel maps a device writable at once, also by a load.
    say("loads: one fault an entry, no store asked for", ran(boot, "load-touch", entries, entries))
    say("stores: one fault an entry", ran(boot, "store-touch", entries, entries))
    say("random order", ran(boot, "random-touch", entries, entries))
    say("MAP_SYNC is accepted", ran(boot, "sync-touch", entries, entries))
    if boot.entry != "pud":
        say("load", ran(boot, "load", blocks, none))
        say("store", ran(boot, "store", blocks, none))
        say("persist by libpmem", ran(boot, "persist", blocks, none))
        say("flushed is durable without MAP_SYNC", parameter(boot, "persist", "durability", "flushed"))
    say("a store after a load takes no fault", ran(boot, "upgrade", entries, none))
    if boot.size >= 2 * boot.chunk and boot.entry != "pud":
        say("two threads", ran(boot, "threads", entries, entries))
    for entry, name in (("pmd", "pmd-fault"), ("pte", "pte-fault"), ("pte", "page-pte"), ("pmd", "page-pmd"),
                        ("pud", "page-pud")):
        if entry == boot.entry:
            say(f"{name} where it fits", ran(boot, name, entries, entries))
        else:
            say(f"{name} is refused", refused(boot, name, "2", "aligned to", "-a 4K, 2M or 1G"))
    seen = outcomes(boot, "check")
    bad = {i: o for i, o in seen.items() if o[0] not in ("pass", "skip", "known-bug")}
    say("no case fails but what the kernel is known for", bad or (not seen and boot.said("check")))
    if boot.entry != "pte":
        passed = [i for i, o in seen.items() if o[0] == "pass"]
        say("the cases of whole units pass", "" if {"V1", "V2", "V3", "V4", "V5", "V6"} <= set(passed) else seen)
    say("cases need --destroy-data", refused(boot, "check-unasked", "2", "--destroy-data"))
    if boot.entry != "pud":
        for lie, cases in LIES.items():
            say(f"cases can fail: {lie}", lied_to(boot, lie, cases))
    say("stores need --destroy-data", refused(boot, "unasked", "2", "overwrite", "--destroy-data"))
    say("a stage of loads and timed stores needs it", refused(boot, "unasked-stage", "2", "--destroy-data"))
    say("no msync, no fsync", refused(boot, "msync", "2", "durable", "--engine pmem"))
    say("nothing is cleaned, so nothing redirtied", refused(boot, "redirty", "2", "msync"))
    say("no read(2)", refused(boot, "system-call", "2", "no such calls"))
    for name in ("uring", "direct"):
        say(f"no system calls that read or write: {name}", refused(boot, f"calls-{name}", "2", "no such calls", "only mapped"))
    say("no fsync", refused(boot, "calls-fsync", "2", "durable", "--engine pmem"))
    for name in ("zeros", "fallocate"):
        say(f"nothing to allocate: {name}", refused(boot, f"calls-{name}", "2", "has none of these", "works with: .*populate-write"))
    say("nothing to free", refused(boot, "calls-punch", "2", "has none of these", "works with: .*munmap"))
    say("nothing to cut off", refused(boot, "calls-mixed", "2", "has none of these", "give --target a directory"))
    say("no extents", refused(boot, "extents", "2", "no extents", "--extents"))
    say("no more than there is", refused(boot, "too-large", "2", "64 GiB is more than"))
    say("no such device", refused(boot, "absent", "3", "No such file", "device-dax"))
    say("an ordinary character device", refused(boot, "ordinary", "2", "no device-dax instance"))
    explain(boot, say)
    say("no permission", refused(boot, "denied", "3", "Permission denied", "permissions"))
    say("permission to load", refused(boot, "reader", "0"))
    say("no permission to store", refused(boot, "no-writer", "3", "for stores: Permission denied"))


arguments = sys.argv[1:]
for i in range(0, len(arguments), 2):
    check(Guest(*arguments[i : i + 2]))
finish()
