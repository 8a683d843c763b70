# SPDX-License-Identifier: MIT
"""What the explanations of guest-explain.sh must have said. Prints TAP lines.

usage: explain.py SCHEMA-DIRECTORY {KIND KERNEL FS DIRECTORY}...
"""
import json
import os
import re
import sys

from boot import Boot, finish, report, skip


def validator(directory):
    try:
        from jsonschema import Draft202012Validator
    except ImportError:
        return None
    with open(f"{directory}/daxbench-explain.schema.json", encoding="utf-8") as f:
        return Draft202012Validator(json.load(f))


class Guest(Boot):
    def __init__(self, kind, kernel, fs, where):
        super().__init__(where)
        self.kind, self.fs = kind, fs
        self.label = f"{kernel} {fs} {kind}"

def spread(doc, key):
    """One value a chunk, in order."""
    return [s[key] for s in doc["segments"] for _ in range(s["chunks"])]


def explained(boot, name, rules, status="0", observed=True, classes=None, findings=None):
    """The rules of the chunks ('-' for none), as many as there are chunks."""
    doc = boot.document(name)
    if not doc:
        return f"no document, status {boot.status(name)}\n{boot.text(name + '.err')}"
    wrong = []
    if boot.status(name) != status:
        wrong.append(f"status {boot.status(name)}, not {status}")
    got = [r or "-" for r in spread(doc, "rule")]
    if got != rules:
        wrong.append(f"rules {got}\nnot   {rules}")
    if classes and spread(doc, "predicted") != classes:
        wrong.append(f"predicted {spread(doc, 'predicted')}")
    if [f for f in spread(doc, "finding")] != (findings or [None] * len(rules)):
        wrong.append(f"findings {spread(doc, 'finding')}")
    if doc["mapping"]["observed"] != observed:
        wrong.append(f"observed: {doc['mapping']}")
    if observed and not findings:
        for p, o in zip(spread(doc, "predicted"), spread(doc, "observed")):
            if p in ("pmd", "pte", "sigbus") and p != o:
                wrong.append(f"predicted {p}, observed {o}")
    return "\n".join(wrong)


def refused(boot, name, status, *patterns):
    said = boot.text(name + ".err")
    wrong = [f"stderr lacks /{p}/" for p in patterns if not re.search(p, said)]
    if boot.status(name) != status:
        wrong.append(f"exit status {boot.status(name)}, not {status}")
    return "\n".join(wrong + [said]) if wrong else ""


def alignment(boot, name, rule):
    """Only that rule, the end of the file and boundaries; some chunk of it."""
    doc = boot.document(name)
    if not doc or boot.status(name) != "0":
        return f"status {boot.status(name)}\n{boot.text(name + '.err')}"
    rules = set(spread(doc, "rule"))
    if rule not in rules:
        return f"rules {rules}"
    return "" if set(spread(doc, "finding")) == {None} else f"{doc['summary']}"


def stored(boot, name, tally):
    """Stores: predicted before, seen, and what the blocks allow afterwards."""
    before, after = boot.document(name + "-stored"), boot.document(name + "-after")
    seen = boot.text(name + "-stored.seen").split()
    if not before or not after or len(seen) != len(spread(before, "rule")):
        return [f"{name}: {boot.status(name + '-stored')} {seen} {boot.text(name + '-stored.err')}"]
    wrong = []
    for i, (p, rule, o, now) in enumerate(
            zip(spread(before, "predicted"), spread(before, "rule"), seen, spread(after, "predicted"))):
        tally[f"store {p} {rule or '-'}"] = tally.get(f"store {p} {rule or '-'}", 0) + 1
        if p == "either":
            # As compare.c does: the blocks as they are now decide.
            fits = now == "pmd" if o == "pmd" else now != "pmd" or rule != "allocator"
        else:
            fits = p == o
        if not fits:
            wrong.append(f"{name}: store to chunk {i}: predicted {p} by {rule}, observed {o}, blocks now {now}")
    return wrong


def histories(boot):
    """Random files: every chunk observed as predicted, and enough of them."""
    tally, wrong, layouts = {}, [], {}
    for name in sorted(f[:-7] for f in os.listdir(boot.where) if re.fullmatch(r"history-\w+-\w+-\d+\.status", f)):
        doc, before, found = boot.document(name), sum(tally.values()), len(wrong)
        if not doc:
            wrong.append(f"{name}: status {boot.status(name)}")
            continue
        for p, o, rule in zip(spread(doc, "predicted"), spread(doc, "observed"), spread(doc, "rule")):
            tally[f"load {p} {rule or '-'}"] = tally.get(f"load {p} {rule or '-'}", 0) + 1
            if p != o:
                wrong.append(f"{name}: load: predicted {p} by {rule}, observed {o}\n{boot.text(name + '.extents')}")
        if boot.status(name) != "0":
            wrong.append(f"{name}: status {boot.status(name)}")
        wrong += stored(boot, name, tally)
        _, start, how, _ = name.split("-")
        chunks, bad = layouts.get((start, how), (0, 0))
        layouts[start, how] = (chunks + sum(tally.values()) - before, bad + len(wrong) - found)
    chunks = sum(tally.values())
    print(f"# {boot.label}: {chunks} random chunks, {len(wrong)} not as predicted, {dict(sorted(tally.items()))}")
    for (start, how), (n, bad) in sorted(layouts.items()):
        print(f"# {boot.label}: partition at {start} MiB, {how} mkfs: {n} chunks, {bad} not as predicted")
    told = {key.split()[2] for key in tally}
    if chunks < 100:
        wrong.append(f"only {chunks} chunks")
    if not {"-", "mixed-state", "allocator", "device-alignment"} <= told:
        wrong.append(f"the files are too plain: {told}")
    return "\n".join(wrong[:40])


def healed(boot):
    """Where the blocks of the chunk lie now is the allocator's affair."""
    doc = boot.document("sticky-healed")
    rules = spread(doc, "rule") if doc else []
    if len(rules) != 4 or rules[2] not in (None, "block-alignment", "extent-boundary"):
        return f"{rules} {boot.text('sticky-healed.err')}"
    return explained(boot, "sticky-healed", [r or "-" for r in rules])


def sparse_counts(boot):
    """64 GiB of hole: the cost is that of its extents and of a sample."""
    doc = boot.document("sparse")
    if not doc or doc["summary"]["predicted"]["pmd"] < 32700 or len(doc["segments"]) > 20:
        return f"{boot.text('sparse.err')} {doc and doc['summary']}"
    looked = doc["summary"]["looked_at"]
    return "" if 1024 <= looked <= 1100 else f"{looked} chunks were touched"


def same_elsewhere(boot, name, captured):
    """What a captured machine explains is what it explained itself."""
    here, there = boot.document(name), boot.document(captured)
    if not here or not there:
        return f"{boot.text(captured + '.err')} {boot.text('capture.err')}"
    differ = [k for k in ("summary", "reasons", "segments", "mapping", "geometry") if here[k] != there[k]]
    wrong = [f"{k}: {here[k]}\n{there[k]}" for k in differ]
    return "\n".join(wrong + ([] if boot.status(name) == boot.status(captured) else ["exit status"]))


def decided(boot, name):
    """Stores to holes: each chunk as the blocks allow that it then got."""
    doc = boot.document(name)
    if not doc or boot.status(name) != "0":
        return f"status {boot.status(name)} {boot.text(name + '.err')}"
    rows = list(zip(spread(doc, "predicted"), spread(doc, "observed"), spread(doc, "blocks_after_store")))
    good = [row for row in rows if row[0] == "either" and row[1] == row[2]]
    return "" if len(good) == len(rows) == 8 and doc["target"]["extents_made"] == "hole" else f"{rows}"


def main_boot(boot):
    def say(name, problem):
        report(f"{boot.label}: {name}", problem)

    eight, colour = ["-"] * 8, ["colour"] * 8
    say("nothing stands against a good file", explained(boot, "good", eight))
    say("--require pmd is met", explained(boot, "require", eight))
    say("--require pmd is not met", explained(boot, "require-shifted", colour, status="1", observed=False))
    say("B7, B8: edges of the mapping", explained(boot, "range", ["vma-start", "-", "-", "vma-end"]))
    say("B9: a mapping longer than the file", explained(boot, "past", ["-", "-", "past-eof", "past-eof"],
                                                        classes=["pmd", "pmd", "sigbus", "sigbus"]))
    say("B13: no room for a store", explained(boot, "no-room", ["no-space"] * 2, observed=False, classes=["either"] * 2))
    say("stores are predicted, not made", explained(boot, "writes", eight, observed=False))
    say("--observe of stores is refused", refused(boot, "writes-refused", "2", "would write"))
    say("a shifted address is not tried unasked", explained(boot, "shifted-unseen", colour, observed=False))
    say("B5: colour", explained(boot, "shifted", colour))
    say("mmap(2) gives the colour by itself", explained(boot, "hint", eight))
    say("an address that is asked for is taken", explained(boot, "hint-aligned", eight))
    say("B5: also one off the colour, and nothing is touched", explained(boot, "hint-off", colour, observed=False))
    say("B2: MADV_NOHUGEPAGE", explained(boot, "nohugepage", ["policy"] * 8))
    say("B2: PR_SET_THP_DISABLE", explained(boot, "nothp", ["policy"] * 8))
    say("B6: private store", explained(boot, "private", ["cow"] * 8))
    say("B6: a private load may be PMD", explained(boot, "private-read", eight))
    say("B14b: one page punched", explained(boot, "punched", ["-", "mixed-state", "-", "-"]))
    say("B14b: written and unwritten", explained(boot, "mixed", ["-", "mixed-state", "-", "-"]))
    say("B10: the file ends a page too early", explained(boot, "short", ["-", "eof"]))
    say("B10: one byte more is enough", explained(boot, "eof-by-one", ["-", "-"]))
    doc = boot.document("fragmented")
    fragments = {"extent-boundary", "block-alignment", "extent-limit", "mixed-state"}
    rules = set(spread(doc, "rule")) if doc else {None}
    say("B14a: a file written page by page alternately",
        explained(boot, "fragmented", spread(doc, "rule") if doc else []) or
        ("" if "extent-boundary" in rules and rules <= fragments | {"eof"} else f"{rules}"))
    say("H2: a hole is the zero page", explained(boot, "hole", ["-"] * 4) or
        ("" if all(spread(boot.document("hole"), "zero_page")) else "no zero page"))
    say("B14e: a store to a hole is the allocator's",
        explained(boot, "hole-write", ["allocator"] * 4, observed=False, classes=["either"] * 4))
    say("B11: a sticky entry", explained(boot, "sticky", ["-"] * 4, status="1", findings=[None, None, "sticky", None]))
    text = boot.text("sticky-text.txt")
    say("B11: how to clear it is said", "" if re.search(r"fallocate -p -o 4194304 -l 2097152", text) else text)
    say("B11: captured, the same", same_elsewhere(boot, "sticky", "sticky-captured"))
    say("B11: a punch clears it", explained(boot, "sticky-punched", ["-"] * 4) or
        ("" if spread(boot.document("sticky-punched"), "zero_page") == [False, False, True, False] else "not punched"))
    say("B11: written back, the chunk is as its new blocks allow", healed(boot))
    say("scratch file, stores", explained(boot, "scratch", ["-"] * 16))
    say("scratch file, shifted", explained(boot, "scratch-shifted", ["colour"] * 4))
    say("an ordinary user knows the base from sysfs", explained(boot, "user", eight) or
        ("" if "sysfs" in boot.document("user")["device_base"]["how"] else boot.text("user.json")))
    say("no permission", refused(boot, "denied", "3", "Permission denied", "readable"))
    say("an empty file", refused(boot, "empty", "3", "empty"))
    say("a directory that is not DAX", refused(boot, "page-cache", "3", "not DAX", "ext4 or XFS"))
    say("a store to a hole, settled by the blocks it got", decided(boot, "scratch-hole"))
    doc = boot.document("captured-hole")
    say("a captured scratch file has its blocks after the stores", "" if doc and set(
        zip(spread(doc, "predicted"), spread(doc, "observed"), spread(doc, "blocks_after_store"))) <=
        {("either", "pmd", "pmd"), ("either", "pte", "pte")} else f"{doc} {boot.text('capture.err')}")
    say("scratch file, written, loads", explained(boot, "scratch-written", ["-"] * 8))
    say("B17: bad blocks", explained(boot, "bad", ["-", "-", "bad-block", "-"]))
    say("dax=never is refused", refused(boot, "never", "3", "not DAX: .*dax=never", "-o dax"))
    say("dax=never, captured, is refused the same", refused(boot, "never-captured", "3", "not DAX: .*dax=never", "-o dax"))
    for name in ("inode", "inode-directory", "inode-cleared"):
        say(f"dax=inode without the flag is refused: {name}", refused(boot, name, "3", "FS_XFLAG_DAX", "chattr \\+x"))
    say("dax=inode with the flag", explained(boot, "inode-set", eight))
    say("dax=inode in a directory with the flag", explained(boot, "inode-flagged", ["-"] * 4))


def plain_boot(boot):
    def say(name, problem):
        report(f"{boot.label}: {name}", problem)

    say("B19: blocks of a file system made without alignment", alignment(boot, "scratch", "block-alignment"))
    if boot.fs == "xfs":
        say("B19: the same for a large file", alignment(boot, "large", "block-alignment"))
        say("B14a: extents end within chunks", alignment(boot, "large-read", "extent-boundary"))
    say("B19: a partition at 1 MiB", alignment(boot, "part", "device-alignment"))
    say("B19: known to an ordinary user", alignment(boot, "part-user", "device-alignment"))
    no_zero_page(boot, f"{boot.label}: B15: no memory for the huge zero page")


def no_zero_page(boot, name):
    """The kernel itself counts whether it had the memory: where it found some in
    spite of all, nothing was provoked, and nothing may have been found."""
    def counted(when):
        found = re.findall(r"^(\w+) (\d+)$", boot.text(f"crumbs.{when}"), re.M)
        return {key: int(value) for key, value in found}

    before, after = counted("before"), counted("after")
    had, lacked = (after.get(key, 0) - before.get(key, 0)
                   for key in ("thp_zero_page_alloc", "thp_zero_page_alloc_failed"))
    if not had:
        report(name, explained(boot, "crumbs", ["-"] * 4, status="1", findings=["zero-page"] * 4))
    elif not lacked and (problem := explained(boot, "crumbs", ["-"] * 4)):
        report(name, f"{problem}\nthough the kernel had memory for it")
    else:
        skip(name, f"the kernel had memory for {had} of them, none for {lacked}")


def mapped_boot(boot):
    def say(name, problem):
        report(f"{boot.label}: {name}", problem)

    say("B18: a segment like the device", explained(boot, "linear", ["-"] * 16))
    say("B18: captured, the same", same_elsewhere(boot, "linear", "linear-captured"))
    say("B18: the table is root's to read", explained(boot, "linear-user", ["device-map"] * 16, classes=["unknown"] * 16))
    say("B18: a segment one page off", explained(boot, "off", ["device-alignment"] * 8))
    doc = boot.document("segments")
    rules = spread(doc, "rule") if doc else []
    say("B18: segments that meet in a chunk", explained(boot, "segments", [r or "-" for r in rules]) or
        ("" if rules.count("device-map") == 1 and rules.count(None) > 200 else f"{rules}"))
    say("B18: stripes smaller than a chunk", explained(boot, "fine", ["device-map"] * 8))
    small = int(boot.text("most")) * 1024 < boot.document("coarse")["geometry"]["pmd_bytes"]
    say("B18: stripes of two chunks and the greatest request",
        explained(boot, "coarse", ["device-map" if small else "-"] * 16))
    say("B18: the greatest request raised", explained(boot, "raised", ["-"] * 16))
    for name in ("linear", "off", "fine"):
        say(f"B18: stores, predicted the same: {name}", "" if spread(boot.document(name), "rule") == spread(
            boot.document(name + "-stores"), "rule") else boot.text(name + "-stores.err"))


def extents_boot(boot):
    """The real thing, by the clock of a busy machine's guest."""
    def say(name, problem):
        report(f"{boot.label}: {name}", problem)

    for name in ("many-unseen", "many-stores", "many", "many-all"):
        try:
            seconds, most, clock = spent(boot, name, status="1" if name == "many-all" else "0")
            doc = boot.document(name)
            extents, looked = doc["target"]["extents"], doc["summary"]["looked_at"]
        except (ValueError, TypeError, KeyError) as e:
            say(name, str(e))
            continue
        print(f"# {boot.label}: {name}: {extents} extents, {looked} of {sum(doc['summary']['predicted'].values())} chunks "
              f"touched: {clock:.2f} s, {seconds:.2f} s of processor time, {most} KiB")
        say(f"{name}: as many as were to be", "" if extents > 900000 or "EXPLAIN_EXTENTS" in os.environ else f"{extents}")
        say(f"{name}: less than 10 s", "" if clock < 10 else f"{clock} s")
        say(f"{name}: memory does not grow with extents", "" if most <= 16384 else f"{most} KiB")


def limit_boot(boot):
    """More than XFS's longest extent: the chunk in which it ends, and no other."""
    def say(name, problem):
        report(f"{boot.label}: {name}", problem)

    print("\n".join(f"# {boot.label}: extent {line}" for line in boot.text("long.extents").splitlines()))
    rules = ["extent-limit" if i == 4095 else "-" for i in range(4300)]
    say("B14c: the longest extent ends in a chunk", explained(boot, "long", rules))
    say("B14c: stores are predicted the same", explained(boot, "long-stores", rules, observed=False))


def nohuge_boot(boot):
    for name in ("good", "scratch"):
        report(f"{boot.label}: B1: a processor without huge pages: {name}", explained(boot, name, ["kernel-pmd"] * 4))


def spent(boot, name, status="0"):
    """Seconds of processor time, the most memory in KiB, seconds by the clock."""
    words = boot.text(name + ".cost").split()
    if boot.status(name) != status or len(words) != 3:
        raise ValueError(" ".join(words) + boot.text(name + ".err"))
    return float(words[0]), int(words[1]), float(words[2])


def cost_boot(boot):
    """Under icount a second is a billion instructions, however busy the host."""
    def say(name, problem):
        report(f"{boot.label}: {name}", problem)

    try:
        base, _, _ = spent(boot, "small")
        seconds, most, _ = spent(boot, "sparse")
        print(f"# {boot.label}: 8 MiB in {base:.2f} s; 64 GiB sparse in {seconds:.2f} s and {most} KiB")
        say("64 GiB sparse in a second", "" if seconds < 1 else f"{seconds} s")
        say("64 GiB sparse in 16 MiB of memory", "" if most <= 16384 else f"{most} KiB")
        say("64 GiB sparse, a sample", sparse_counts(boot))
        each = {}
        for name in ("many-half", "many", "many-stores"):
            seconds, most, _ = spent(boot, name)
            extents = boot.document(name)["target"]["extents"]
            each[name] = (seconds - base) / extents
            if extents < 15000:
                say(f"{name}: many extents", f"{extents}")
            million = base + each[name] * 1000000
            print(f"# {boot.label}: {name}: {extents} extents in {seconds:.2f} s and {most} KiB; "
                  f"at that rate a million in {million:.2f} s")
            say(f"{name}: a million extents would take less than 10 s", "" if million < 10 else f"{million} s")
            say(f"{name}: memory does not grow with extents", "" if most <= 16384 else f"{most} KiB")
        say("an extent costs the same in a file of twice as many",
            "" if each["many"] < 1.25 * each["many-half"] else f"{each}")
    except (ValueError, TypeError, KeyError) as e:
        say("what it costs is measured", str(e))


def histories_boot(boot):
    report(f"{boot.label}: random files, every chunk as predicted", histories(boot))


def ext2_boot(boot):
    for name in ("f1", "f2", "f3", "scratch"):
        doc = boot.document(name)
        report(f"{boot.label}: {name}: predicted as observed",
               explained(boot, name, [r or "-" for r in spread(doc, "rule")] if doc else []))


def refused_boot(boot):
    for name in ("refused", "refused-directory"):
        report(f"{boot.label}: {name}", refused(boot, name, "3", "not DAX: .*blocks are 1024", "-b 4096"))


check = validator(sys.argv[1])
arguments = sys.argv[2:]
for i in range(0, len(arguments), 4):
    this = Guest(*arguments[i : i + 4])
    {"main": main_boot, "histories": histories_boot, "plain": plain_boot, "ext2": ext2_boot, "refused": refused_boot,
     "mapped": mapped_boot, "nohuge": nohuge_boot, "cost": cost_boot, "extents": extents_boot,
     "limit": limit_boot}[this.kind](this)
    documents = [f for f in os.listdir(this.where) if f.endswith(".json") and this.document(f[:-5])]
    bad = [f"{f}: {e.message[:200]}" for f in documents if check for e in check.iter_errors(this.document(f[:-5]))]
    report(f"{this.label}: documents fit the schema" + ("" if check else " # SKIP no JSON Schema validator"),
           "\n".join(bad[:10]))
finish()
