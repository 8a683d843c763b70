# SPDX-License-Identifier: MIT
"""The Markdown table of a folder of check documents.

usage: verdicts.py DIRECTORY          the table, on stdout
       verdicts.py --failed FILE      the cases of it that did not pass, on stdout

KERNEL-TARGET.json is a first run, KERNEL-TARGET-again.json a second one of what
failed in it; KERNEL-TARGET.txt says why there is no document.
"""
import json
import os
import sys

WORDS = {"pass": "ok", "fail": "FAIL", "known-bug": "known bug", "timeout": "TIMEOUT", "broken": "BROKEN", "skip": "-"}
WORST = ["skip", "pass", "broken", "known-bug", "timeout", "fail"]
BAD = {"fail", "known-bug", "timeout", "broken"}


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def by_case(document):
    """id -> (worst outcome, the lines that ended so)"""
    found = {}
    for line in document["cases"]:
        worst, lines = found.get(line["id"], ("skip", []))
        if WORST.index(line["outcome"]) > WORST.index(worst):
            worst, lines = line["outcome"], []
        if line["outcome"] == worst:
            lines = lines + [line]
        found[line["id"]] = (worst, lines)
    return found


def cell_key(name):
    kernel, target = name.split("-", 1)
    return target, [int(part) for part in kernel.split(".")]


def table(directory):
    names = sorted(os.listdir(directory))
    firsts = [n[:-5] for n in names if n.endswith(".json") and not n.endswith("-again.json")]
    firsts.sort(key=cell_key)
    runs = {n: read(f"{directory}/{n}.json") for n in firsts}
    again = {n: read(f"{directory}/{n}-again.json") for n in firsts if f"{n}-again.json" in names}
    verdicts = {n: by_case(runs[n]) for n in firsts}
    ids = []
    for n in firsts:
        ids += [i for i in verdicts[n] if i not in ids]
    statements = {line["id"]: line["statement"] for n in firsts for line in runs[n]["cases"]}
    out = ["| case | " + " | ".join(n.replace("-", " ", 1) for n in firsts) + " | statement |",
           "|---" * (len(firsts) + 2) + "|"]
    for i in ids:
        row = [WORDS[verdicts[n][i][0]] if i in verdicts[n] else "" for n in firsts]
        out.append(f"| {i} | " + " | ".join(row) + f" | {statements[i]} |")
    sums = []
    for n in firsts:
        words = [verdicts[n][i][0] for i in verdicts[n]]
        sums.append(f"{words.count('pass')} ok, {sum(w in BAD for w in words)} bad, {words.count('skip')} skipped")
    out.append("| all | " + " | ".join(sums) + " | |")
    out += ["", "## What did not pass", ""]
    for n in firsts:
        second = by_case(again[n]) if n in again else {}
        for i, (worst, lines) in verdicts[n].items():
            if worst not in BAD:
                continue
            repeated = WORDS[second[i][0]] if i in second else "not run"
            variants = ", ".join(line["variant"] for line in lines)
            out.append(f"* {n} {i} ({variants}): {WORDS[worst]}; again: {repeated}. {lines[0]['reason']}")
    for n in names:
        if n.endswith(".txt"):
            with open(f"{directory}/{n}", encoding="utf-8") as file:
                said = [line.strip() for line in file if line.strip()]
            out.append(f"* {n[:-4]}: no document. {said[0] if said else 'no word'}")
    return "\n".join(out) + "\n"


if len(sys.argv) == 3 and sys.argv[1] == "--failed":
    print(",".join(i for i, (worst, _) in by_case(read(sys.argv[2])).items() if worst in BAD))
elif len(sys.argv) == 2 and not sys.argv[1].startswith("-"):
    sys.stdout.write(table(sys.argv[1]))
else:
    sys.exit("usage: verdicts.py DIRECTORY | --failed FILE")
