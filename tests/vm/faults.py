# SPDX-License-Identifier: MIT
"""What the runs of guest-faults.sh must have said. Prints TAP lines.

usage: faults.py KERNEL FS DIRECTORY...  (three arguments a boot)
"""
import re
import sys

from boot import Boot, finish, report

# Which witnesses must speak, as root, on which kernel (major, minor): the
# others may be silent or unavailable, but none may refute.
DECIDES = {"fault-count", "touch-one", "page-tables", "fs-dax-trace"}


class Guest(Boot):
    def __init__(self, kernel, fs, where):
        super().__init__(where)
        self.fs = fs
        self.label = f"{kernel} {fs}"
        doc = self.document("pmd")
        release = doc["platform"]["kernel"]["release"] if doc else "0.0"
        self.version = tuple(int(n) for n in re.match(r"(\d+)\.(\d+)", release).groups())

    def confirming(self, asked, root):
        names = set(DECIDES)
        if not root:
            names -= {"fs-dax-trace"}
        if self.version >= (6, 7):
            names.add("pagemap-scan")
        return names


def mapped(boot, name, page_size, faults, root=True, zero=False, either=False):
    """The run got page_size in all its bytes, seen so by all who can."""
    doc = boot.document(name)
    if boot.status(name) != "0" or not doc or doc["status"] != "complete":
        return boot.said(name)
    run = doc["runs"][0]
    m, wrong = run["mapping"], []
    size = next(p["value"] for p in run["parameters"] if p["key"] == "size")
    if m["page_size"] != page_size or m["obtained"][page_size + "_bytes"] != size:
        wrong.append(f"page size {m['page_size']}, obtained {m['obtained']}")
    if m["agreement"] != "witnessed" or run["validity"]["state"] != "valid":
        wrong.append(f"{m['agreement']}, {run['validity']}")
    # Only PAGEMAP_SCAN and the trace see zero pages.
    seen = [w["seen"]["zero_bytes"] for w in m["witnesses"] if w["seen"]["zero_bytes"] is not None]
    if zero and (not seen or set(seen) != {size}):
        wrong.append(f"zero page: {seen}")
    if m["obtained"]["zero_bytes"] is None and boot.version >= (6, 7):
        wrong.append("zero pages not counted although PAGEMAP_SCAN can")
    verdicts = {w["name"]: w["verdict"] for w in m["witnesses"]}
    for w in boot.confirming(page_size, root):
        if verdicts.get(w) != "confirms":
            wrong.append(f"{w}: {verdicts.get(w)}")
    for w in m["witnesses"]:
        if w["verdict"] == "refutes":
            wrong.append(f"{w['name']} refutes: {w['reason']}")
    chunks = size // (2 << 20)
    for rep in run["repetitions"]:
        got = (rep["faults"]["minor"], rep["faults"]["major"])
        want = (faults[0] * chunks, faults[1] * chunks)
        if got != want and not (either and sum(got) == sum(want)):
            wrong.append(f"repetition {rep['index']}: faults minor, major {got} in {chunks} chunks")
        if rep["latency_ns"]["count"] != rep["operations"]:
            wrong.append("histogram does not hold every operation")
        if sum(b[2] for b in rep["latency_ns"]["histogram"]) != rep["operations"]:
            wrong.append("exported buckets do not hold every operation")
    return "\n".join(wrong)


def refused(boot, name, status, *patterns):
    wrong = []
    if boot.status(name) != status:
        wrong.append(f"exit status {boot.status(name)}, not {status}")
    said = boot.text(name + ".err")
    for pattern in patterns:
        if not re.search(pattern, said):
            wrong.append(f"stderr lacks /{pattern}/")
    doc = boot.document(name)
    if not doc or doc["status"] == "complete" or not doc["error"]:
        wrong.append("no failed document")
    return "\n".join(wrong + [said]) if wrong else ""


def expectation_failed(boot, name):
    doc = boot.document(name)
    if boot.status(name) != "1" or not doc or doc["runs"][0]["expectation"]["met"] is not False:
        return f"status {boot.status(name)}\n" + boot.text(name + ".txt")
    return ""


def interrupted(boot):
    doc = boot.document("interrupted")
    if boot.status("interrupted") != "143" or not doc or doc["status"] != "interrupted":
        return f"status {boot.status('interrupted')}\n" + boot.text("interrupted.err")
    return ""


def control(boot):
    doc = boot.document("control")
    if boot.status("control") != "0" or not doc:
        return f"status {boot.status('control')}\n" + boot.text("control.err")
    m = doc["runs"][0]["mapping"]
    if doc["target"]["class"] != "control" or m["obtained"]["pmd_bytes"]:
        return f"{doc['target']['class']}, {m['obtained']}"
    return ""


def check(boot):
    def say(name, problem):
        report(f"{boot.label}: {name}", problem)

    # An allocating PTE fault is a major one; a PMD fault is always minor.
    say("pmd-fault is PMD by every witness, 1 minor fault a chunk", mapped(boot, "pmd", "pmd", (1, 0)))
    say("pte-fault is PTE by every witness, 512 major faults a chunk", mapped(boot, "pte", "pte", (0, 512)))
    say("load of written extents by PMD", mapped(boot, "pmd-read-written", "pmd", (1, 0)))
    say("load of written extents by PTE", mapped(boot, "pte-read-written", "pte", (512, 0)))
    say("load of a hole: the huge zero page", mapped(boot, "pmd-read-hole", "pmd", (1, 0), zero=True))
    say("store to a hole by PMD", mapped(boot, "pmd-write-hole", "pmd", (1, 0)))
    say("store to written extents by PMD", mapped(boot, "pmd-write-written", "pmd", (1, 0)))
    say("MAP_SYNC by PMD", mapped(boot, "pmd-sync", "pmd", (1, 0)))
    say("random order, PMD", mapped(boot, "pmd-random", "pmd", (1, 0)))
    # ext4 converts some unwritten pages next to the one touched: their faults
    # no longer allocate and are minor.
    say("random order, PTE", mapped(boot, "pte-random", "pte", (0, 512), either=True))
    say("an ordinary user is as sure", mapped(boot, "nobody", "pmd", (1, 0), root=False))
    say("--expect pte of a PMD mapping: exit 1", expectation_failed(boot, "expect-pte"))
    say("--expect any", mapped(boot, "expect-any", "pmd", (1, 0)))
    say("a page-cache directory is refused", refused(boot, "page-cache", "3", "not DAX", "control:/tmp", "-o dax"))
    say("the control is named so and not PMD", control(boot))
    say("a full file system is refused", refused(boot, "too-large", "3", "cannot allocate 8 GiB", "--size"))
    say("a full file system is refused for holes", refused(boot, "too-large-hole", "3", "cannot allocate 8 GiB"))
    say("a read-only target is refused", refused(boot, "read-only", "3", "Read-only file system", "read-write"))
    say("SIGTERM: exit 143 and a valid partial document", interrupted(boot))
    say("nothing is left behind, not even by SIGKILL", boot.text("left.txt"))


arguments = sys.argv[1:]
for i in range(0, len(arguments), 3):
    check(Guest(*arguments[i : i + 3]))
finish()
