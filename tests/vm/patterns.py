# SPDX-License-Identifier: MIT
"""What the runs of guest-patterns.sh must have counted. Prints TAP lines.

usage: patterns.py LABEL DIRECTORY...  (two arguments a boot)
"""
import glob
import json
import os
import sys

PAGE, PMD, SIZE = 4096, 2 << 20, 8 << 20
RUNS = 102
CHUNKS, PAGES = SIZE // PMD, SIZE // PAGE
count = failed = 0


def report(name, problem):
    global count, failed
    count += 1
    print(f"{'not ok' if problem else 'ok'} {count} {name}")
    if problem:
        failed += 1
        for line in str(problem).splitlines():
            print(f"# {line}")


def wanted(name):
    """(operations, faults in all, page size or None) of one repetition."""
    parts = name.split(".")
    entries = {"pmd": CHUNKS, "pte": PAGES}
    if parts[0] in ("first-touch", "wp-upgrade", "redirty"):
        n = entries[parts[1]]
        return n, n, parts[1]
    if parts[0] == "eof":
        # The chunk that holds the end of the file is mapped by PTE.
        return CHUNKS, CHUNKS, "mixed"
    if parts[0] == "load":
        return SIZE // 4096, 0, parts[1]
    if parts[0] == "fault-scaling":
        # Who shares an entry with others may fault on it too, or not. Of
        # processes each does, in its own page table.
        n = entries[parts[1]]
        if parts[-1] == "process":
            both = parts[2] == "same-page" or (parts[2] == "same-chunk" and parts[1] == "pmd")
            return PAGES * (2 if parts[2] == "same-page" else 1), n * (2 if both else 1), parts[1]
        alone = parts[2] in ("own-chunk", "own-file") or (parts[2] == "same-chunk" and parts[1] == "pte")
        return PAGES * (3 if parts[2] == "same-page" else 1), n if alone else range(n, 3 * n + 1), parts[1]
    if parts[0] in ("cow", "cow-reflink"):
        return PAGES, PAGES, parts[1]
    if parts[0] == "gup":
        return CHUNKS if parts[2] == "process-vm" else SIZE >> 16, 0, parts[1]
    if parts[0] == "chase":
        return SIZE // 512, 0, parts[1]
    if parts[0] == "store":
        return SIZE // 64, 0, parts[1]
    if parts[0] == "persist" and parts[-1] in ("msync", "deep"):
        # libpmem's deep persist of a mapping that it did not make is msync.
        # msync cleans and write-protects the entry it flushes: on a PMD all
        # stores but the first to it fault again, on PTEs none does, for each
        # has a page of its own.
        return PAGES, PAGES - CHUNKS if parts[1] == "pmd" else 0, parts[1]
    if parts[0] == "persist" and parts[-1] == "pmem":
        return SIZE // 256, 0, parts[1]
    if parts[0] == "sync-cost":
        # 16 KiB are dirtied: all the entries of that are clean before.
        return CHUNKS, CHUNKS * (1 if parts[1] == "pmd" else 4), parts[1]
    if parts[0] == "txn-sync":
        # Four pages in one chunk. What is synced is write-protected; what is
        # flushed stays writable.
        n = PAGES if parts[1] == "pte" else CHUNKS if parts[2] == "pmem" else PAGES // 4
        return PAGES // 4, n, parts[1]
    if name == "log-append.dsync":
        return PAGES, None, None
    if name in ("log-append.psync", "write-empty"):
        return SIZE >> 16, None, None
    if parts[0] == "log-append":
        return PAGES, PAGES, parts[1]
    if parts[0] == "release":
        n = entries[parts[1]]
        # Any cut or hole unmaps the whole file: all chunks but the first to go
        # are faulted in again. A child finds nothing mapped.
        # Of a small new file the allocator chooses the place: one PMD, or not.
        if parts[2] == "unlink" and parts[1] == "pmd":
            return CHUNKS, range(CHUNKS, PAGES + 1), parts[1]
        again = {"unlink": n, "exit": n, "fork": n, "punch": n - n // CHUNKS, "truncate": n - n // CHUNKS}
        return 1 if parts[2] in ("exit", "fork") else CHUNKS, again.get(parts[2], 0), parts[1]
    if parts[0] == "prefault":
        n = 0 if parts[1] == "any" else entries[parts[1]]
        return CHUNKS, n, None if parts[1] == "any" else parts[1]
    if parts[0] == "ops" and parts[-1] == "txn-sync":
        # More than all of the range: what was synced is write-protected again.
        return 1000, 1000 * (1 if parts[1] == "pmd" else 4), parts[1]
    if parts[0] == "ops":
        return (300, None, None) if name == "ops.write" else (5000, 0, parts[1])
    if parts[0] == "journal":
        return entries[parts[1]], entries[parts[1]], parts[1]
    if parts[0] == "mixed":
        return 4000, None, parts[1]
    if parts[0] == "runtime":
        return None, None, None
    if parts[0] == "aged":
        return PAGES, None, None
    return {
        "read": (PAGES, None, None),
        "write": (SIZE >> 16, None, None),
        "write-direct": (SIZE >> 16, None, None),
        "read-direct": (PAGES, None, None),
        "write-hole": (SIZE >> 16, None, None),
        "persist": (PAGES, None, None),
        "threads": (CHUNKS, CHUNKS, "pmd"),
        "untimed": (SIZE // 64, 0, "pmd"),
    }[parts[0]]


def left(name, fs, page):
    """Faults that a way to prefault leaves."""
    how = name.split(".")[2]
    entries = {"pmd": CHUNKS, "pte": PAGES}[page]
    if how in ("copy", "populate-write"):
        return 0
    # XFS unmaps all of the file before it allocates.
    if how == "fallocate":
        return entries - entries // CHUNKS if fs == "xfs" else 0
    return entries


def calls(name):
    """Of io_uring_enter where all reads are completed inline."""
    ops = SIZE // 4096
    return {"read.uring": ops, "read.plain": ops, "read.deep": ops // 32, "read.batch": ops // 8}.get(name)


def ring_problem(run, name, kernel):
    """Linux 6.1 hands every operation on DAX to a worker, 6.12 completes reads inline."""
    n, got, workers = calls(name), measured(run, "uring_calls"), measured(run, "uring_workers")
    if name == "read.sqpoll":
        return "" if got == [None] * 2 else "the calls of SQPOLL are not known"
    if not n:
        return ""
    if kernel != "bookworm":
        return "" if (got, workers) == ([n] * 2, [0, 0]) else f"{got} calls, not {n}, {workers} workers"
    if min(workers) < 1 or min(got) < n or (n == SIZE // 4096 and max(got) > n):
        return f"{got} calls, at least {n}, {workers} workers"
    return ""


def shared_problem(status, doc):
    """ext4 cannot share blocks, and says so before anything is timed."""
    said = doc.get("error", "")
    if status == "3" and doc["status"] == "failed" and "cannot share blocks" in said and "reflink=1" in said:
        return ""
    return f"status {status}, {doc['status']}: {said}"


def end_problem(run, name):
    """All chunks but the last by PMD, of that the one page that was touched, as foretold."""
    if not name.startswith("eof."):
        return ""
    got = run["mapping"]["obtained"]
    end = next(p["value"] for p in run["parameters"] if p["key"] == "file_end")
    said = run["expectation"]
    if (got["pmd_bytes"], got["pte_bytes"], end) == (SIZE - PMD, PAGE, SIZE - PMD // 2) and (
        said["page_size"],
        said["by"],
        said["met"],
    ) == ("mixed", "prediction", True):
        return ""
    return f"{got}, file of {end}, {said}"


def files_problem(run, name):
    """Three workers, or two, a file each; of processes each looked at itself."""
    files = next((p["value"] for p in run["parameters"] if p["key"] == "mapping.files"), None)
    parts = name.split(".")
    processes = parts[-1] == "process"
    if files != ((2 if processes else 3) if parts[0] == "fault-scaling" and "own-file" in parts else None):
        return f"{files} files are mapped"
    seen = next((p["value"] for p in run["parameters"] if p["key"] == "mapping.witnessed_in"), None)
    if (seen is not None and seen.startswith("each of 2 processes")) != processes:
        return f"witnessed in {seen}"
    return ""


def left_shared(name):
    """Bytes that the second file still shares, of a run that says so."""
    return {"cow-reflink.pte": 0, "first-touch.pte.shared.read": SIZE}.get(name)


def measured(run, name):
    return next((m["values"] for m in run["metrics"] if m["name"] == name), None)


def problem(where, name, kernel, fs):
    def text(suffix):
        try:
            with open(os.path.join(where, name + suffix), encoding="utf-8") as f:
                return f.read()
        except OSError as e:
            return f"({e})"

    status = text(".status").strip()
    try:
        doc = json.loads(text(".json"))
    except ValueError:
        return f"status {status}, no document\n" + text(".err")
    if left_shared(name) is not None and fs == "ext4":
        return shared_problem(status, doc)
    if status != "0" or doc["status"] != "complete":
        return f"status {status}, {doc['status']}\n" + text(".err") + text(".txt")
    run = doc["runs"][0]
    operations, faults, page = wanted(name)
    wrong = []
    # Faults alone cannot tell there, and an old kernel has nothing better.
    untold = "--expect" in doc["command"] and run["mapping"]["page_size"] is None
    if run["validity"]["state"] != "valid" and not untold:
        wrong.append(str(run["validity"]))
    if page and not untold and (run["mapping"]["page_size"], run["mapping"]["agreement"]) != (page, "witnessed"):
        wrong.append(f"{run['mapping']['page_size']}, {run['mapping']['agreement']}")
    got = run["mapping"]["page_size"]
    if end_problem(run, name):
        wrong.append(end_problem(run, name))
    if files_problem(run, name):
        wrong.append(files_problem(run, name))
    if name.startswith("prefault.") and measured(run, "faults_left") != [left(name, fs, got)] * 2:
        wrong.append(f"{measured(run, 'faults_left')} faults left of a mapping by {got}")
    if name.startswith("chase.") and (
        measured(run, "tlb_load_misses_per_operation") != [None] * 2
        or not any(p["key"] == "tlb_load_misses_per_operation" for p in run["parameters"])
    ):
        wrong.append("misses of the TLB were counted, or it is not said why not")
    if ring_problem(run, name, kernel):
        wrong.append(ring_problem(run, name, kernel))
    if name.startswith("journal.") and None in (measured(run, "journal_commits") or [None]):
        wrong.append("nobody counted who else used the journal")
    if name.startswith("mixed."):
        # A thousand turns each; of the truncater's every sixteenth cuts.
        acts = {"reads": 2000 - 63, "writes": 1000, "loads": 500, "stores": 500, "truncations": 63, "illegal_values": 0}
        got = {key: measured(run, key) for key in acts}
        if got != {key: [n] * 2 for key, n in acts.items()} or min(measured(run, "words_checked")) < 64 * 2000:
            wrong.append(f"{got}, not {acts}")
        if any([t["operations"] for t in rep["threads"]] != [1000] * 4 for rep in run["repetitions"]):
            wrong.append("not a thousand turns each")
    shared = next((p["value"] for p in run["parameters"] if p["key"] == "extents.shared"), None)
    if shared != left_shared(name):
        wrong.append(f"{shared} bytes are still shared, not {left_shared(name)}")
    if not page and ".any." not in name and run["mapping"]["asked"] != "none":
        wrong.append("a mapping was asked for")
    if len(run["repetitions"]) != 2:
        wrong.append(f"{len(run['repetitions'])} repetitions")
    ended = {"ops": ("operations",), "mixed": ("operations",), "runtime": ("runtime", "steady")}.get(name.split(".")[0], ("range",))
    for rep in run["repetitions"]:
        got = sum(rep["faults"].values())
        # Of a time nobody knows how many, but some.
        wanted_now = operations or rep["operations"] or -1
        if rep["ended"] not in ended or ("steady" in rep) != (ended != ("range",)):
            wrong.append(f"ended by {rep['ended']}, not by {ended}; rate {rep.get('steady')}")
        if rep["operations"] != wanted_now or rep["bytes"] != SIZE:
            wrong.append(f"{rep['operations']} operations over {rep['bytes']} bytes, not {wanted_now}")
        if faults is not None and got != faults and not (isinstance(faults, range) and got in faults):
            wrong.append(f"faults {rep['faults']}, not {faults}")
        if rep["latency_ns"]["count"] != (0 if name == "untimed" else wanted_now):
            wrong.append(f"{rep['latency_ns']['count']} latencies")
        if sum(t["operations"] for t in rep["threads"]) != wanted_now:
            wrong.append("threads do not add up")
    return "\n".join(wrong)


print("KTAP version 1")
for label, where in zip(sys.argv[1::2], sys.argv[2::2]):
    names = sorted(os.path.basename(f)[: -len(".status")] for f in glob.glob(os.path.join(where, "*.status")))
    report(f"{label}: all runs came back", "" if len(names) == RUNS else f"{len(names)} of {RUNS}")
    for name in names:
        report(f"{label}: {name}", problem(where, name, *label.split()))
print(f"1..{count}")
sys.exit(1 if failed or not count else 0)
