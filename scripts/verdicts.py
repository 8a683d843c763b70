# SPDX-License-Identifier: MIT
"""The Markdown table of a folder of check documents, and what verdicts asks.

usage: verdicts.py DIRECTORY            the table, on stdout
       verdicts.py --part PART <LIST    the cases of core, races or device in what
                                        'daxbench check --list --format json' says
       verdicts.py --failed STEM        the cases of one part that did not pass
       verdicts.py --left FILE          the cases that its machine did not come to

A column is made of parts, a part of one machine or, when one ends early, several:
  KERNEL-TARGET[+PART][-again][.N].json   what 'daxbench check' wrote
  KERNEL-TARGET[+PART][-again][.N].txt    of a machine without a document: the cases it
                  was to run, what the kernel said, and the KTAP as far as it came
"""
import glob
import json
import os
import re
import sys

WORDS = {"pass": "ok", "fail": "FAIL", "known-bug": "known bug", "timeout": "TIMEOUT", "broken": "BROKEN", "skip": "-",
         "no-end": "NO END"}
WORST = ["skip", "pass", "broken", "known-bug", "timeout", "fail", "no-end"]
BAD = {"fail", "known-bug", "timeout", "broken", "no-end"}
GROUPS = "EHUCPTRXGFVSM"
RACES = {"H9", "C9", "P5", "R1", "R2", "R3", "R4", "R5", "R6", "R7", "R12", "R13", "R14"}
NAME = re.compile(r"(?P<kernel>[0-9.]+)-(?P<target>[a-z0-9-]+?)(\+(?P<part>[a-z]+))?(?P<again>-again)?(\.\d+)?\.(json|txt)$")
# After these words of a kernel nothing that it does means anything.
KERNEL_BUG = re.compile(r"kernel BUG at |\bOops\b|BUG: (unable to handle|kernel NULL pointer)|Kernel panic|general protection fault, ")
# What 'daxbench check' says of cases after such words.
NOT_RUN = "not run: "


def outcome_of(verdict, directive):
    for word, outcome in (("SKIP", "skip"), ("known bug:", "known-bug"), ("TIMEOUT", "timeout"), ("ERROR", "broken")):
        if directive.startswith(word):
            return outcome, directive[len(word):].strip()
    return ("pass" if verdict == "ok" else "fail"), directive


def read_text(path):
    """The verdicts of a machine that brought no document; what ran last had no end."""
    asked, log, lines, why, up = [], [], [], "", False
    with open(path, encoding="utf-8") as file:
        for raw in file:
            raw = raw.rstrip("\n")
            if found := re.match(r"cases: (.*)", raw):
                asked = found[1].split(",")
            elif found := re.match(r"daxbench-vm: the kernel says: (.*)", raw):
                log.append(found[1])
            elif found := re.match(r"daxbench-vm: (.*)", raw):
                why = why or found[1]
            elif found := re.match(r"(ok|not ok) \d+ (\S+) (.*)", raw):
                statement, _, directive = found[3].partition(" # ")
                outcome, reason = outcome_of(found[1], directive)
                lines.append({"id": found[2], "variant": "all", "statement": statement, "outcome": outcome,
                              "reason": reason, "kernel_log": None})
            up = up or raw == "KTAP version 1"
    running = next((i for i in asked if i not in {line["id"] for line in lines}), None)
    # That time ran out in a machine that other cases took it from is not this one's fault.
    if up and running and not (lines and "--timeout" in why and not any(map(KERNEL_BUG.search, log))):
        lines.append({"id": running, "variant": "all", "statement": "", "outcome": "no-end",
                      "reason": f"the machine ended: {why}", "kernel_log": "\n".join(log)})
    left = [i for i in asked if i not in {line["id"] for line in lines}] if up else []
    return lines, left, why


def read(path):
    """(lines, cases that are left to run, why there is no document)"""
    if path.endswith(".txt"):
        return read_text(path)
    with open(path, encoding="utf-8") as file:
        lines = json.load(file)["cases"]
    ran = [line for line in lines if not (line["outcome"] == "skip" and line["reason"].startswith(NOT_RUN))]
    done = {line["id"] for line in ran}
    return ran, list(dict.fromkeys(line["id"] for line in lines if line["id"] not in done)), None


def by_case(lines):
    """id -> (worst outcome, the lines that ended so)"""
    found = {}
    for line in lines:
        worst, same = found.get(line["id"], ("skip", []))
        if WORST.index(line["outcome"]) > WORST.index(worst):
            worst, same = line["outcome"], []
        if line["outcome"] == worst:
            same = same + [line]
        found[line["id"]] = (worst, same)
    return found


def word(verdict):
    worst, lines = verdict
    broke = worst in BAD and any(KERNEL_BUG.search(line["kernel_log"] or "") for line in lines)
    return "KERNEL BUG" if broke else WORDS[worst]


def sentence(lines):
    """The reason, and what the kernel said where the reason does not."""
    log = (lines[0]["kernel_log"] or "").splitlines()
    said = next((text for text in log if KERNEL_BUG.search(text)), log[0] if log else "")
    reason = lines[0]["reason"] or ""
    return reason + (f"; the kernel: {said}" if said and said not in reason else "")


class Column:
    def __init__(self):
        self.first, self.again, self.without = [], [], []

    def add(self, path, again):
        lines, _, why = read(path)
        (self.again if again else self.first).extend(lines)
        if why and not lines:
            self.without.append((os.path.basename(path), why))


def columns(directory):
    found = {}
    for path in sorted(glob.glob(f"{glob.escape(directory)}/*")):
        name = NAME.match(os.path.basename(path))
        if name:
            key = (name["target"], [int(n) for n in name["kernel"].split(".")])
            found.setdefault((name["kernel"], name["target"]), (key, Column()))[1].add(path, name["again"])
    return {f"{kernel} {target}": column
            for (kernel, target), (_, column) in sorted(found.items(), key=lambda item: item[1][0])}


def table(directory):
    every = columns(directory)
    shown = {name: column for name, column in every.items() if column.first}
    verdicts = {name: by_case(column.first) for name, column in shown.items()}
    statements = {}
    for column in shown.values():
        for line in column.first:
            statements[line["id"]] = line["statement"] or statements.get(line["id"], "")
    out = ["| case | " + " | ".join(shown) + " | statement |", "|---" * (len(shown) + 2) + "|"]
    for i, statement in sorted(statements.items(), key=lambda item: order(item[0])):
        row = [word(verdicts[name][i]) if i in verdicts[name] else "" for name in shown]
        out.append(f"| {i} | " + " | ".join(row) + f" | {statement} |")
    sums = []
    for name in shown:
        words = [worst for worst, _ in verdicts[name].values()]
        sums.append(f"{words.count('pass')} ok, {sum(w in BAD for w in words)} bad, {words.count('skip')} skipped")
    out.append("| all | " + " | ".join(sums) + " | |")
    out += ["", "## What did not pass", ""]
    for name, column in shown.items():
        second = by_case(column.again)
        for i, (worst, lines) in sorted(verdicts[name].items(), key=lambda item: order(item[0])):
            if worst not in BAD:
                continue
            repeated = word(second[i]) if i in second else "not run"
            variants = ", ".join(line["variant"] for line in lines)
            out.append(f"* {name} {i} ({variants}): {word((worst, lines))}; again: {repeated}. {sentence(lines)}")
    for column in every.values():
        out += [f"* {name}: no verdicts. {why}" for name, why in column.without]
    return "\n".join(out) + "\n"


def order(i):
    """As 'daxbench check' runs them."""
    return GROUPS.index(i[0]), int(re.match(r"\d+", i[1:])[0]), i


def part(name, listing):
    for case in json.load(listing)["checks"]:
        i = case["name"]
        where = "device" if i[0] == "V" else "races" if i.split("-")[0] in RACES else "core"
        if where == name:
            yield i


def failed(stem):
    lines = []
    for path in sorted(glob.glob(f"{glob.escape(stem)}.*")):
        if NAME.match(os.path.basename(path)):
            lines += read(path)[0]
    return [i for i, (worst, _) in by_case(lines).items() if worst in BAD]


def main(arguments):
    match arguments:
        case ["--part", name]:
            print(",".join(part(name, sys.stdin)))
        case ["--failed", stem]:
            print(",".join(failed(stem)))
        case ["--left", path]:
            print(",".join(read(path)[1]))
        case [directory] if not directory.startswith("-"):
            sys.stdout.write(table(directory))
        case _:
            sys.exit("usage: verdicts.py DIRECTORY | --part PART | --failed STEM | --left FILE")


main(sys.argv[1:])
