# SPDX-License-Identifier: MIT
"""The rules of the formats that `daxbench report` and `compare` write.

usage: export.py FORMAT FILE     exit 1 with the reason if FILE breaks a rule
       export.py hostile RESULT  print RESULT with names that are markup
"""
import csv
import html.parser
import json
import math
import re
import sys
import xml.etree.ElementTree

HOSTILE = '<script>alert("1")</script>|&\'\u0001,\n`*_\\{}='


def need(condition, *what):
    if not condition:
        raise ValueError(" ".join(str(w) for w in what))


def number(value):
    need(isinstance(value, (int, float)) and not isinstance(value, bool),
         "not a number:", value)
    need(math.isfinite(value), "not finite:", value)
    return value


def refuse_constant(text):
    raise ValueError("not JSON: " + text)


def no_duplicates(pairs):
    need(len({k for k, _ in pairs}) == len(pairs), "a key twice")
    return dict(pairs)


def load(text):
    return json.loads(text, parse_constant=refuse_constant,
                      object_pairs_hook=no_duplicates)


def github(text):
    names = set()
    for record in load(text):
        need(set(record) <= {"name", "unit", "value", "range", "extra"},
             "unknown key in", record)
        for key in ("name", "unit"):
            need(isinstance(record[key], str) and record[key], key)
        number(record["value"])
        for key in ("range", "extra"):
            need(isinstance(record.get(key, ""), str), key)
        need(record["name"] not in names, "twice:", record["name"])
        names.add(record["name"])
    need(names, "no record")


def bmf(text):
    document = load(text)
    need(document, "no benchmark")
    for name, measures in document.items():
        need(name and measures, "empty benchmark", name)
        for measure in measures.values():
            need(set(measure) in ({"value"}, {"value", "lower_value",
                                              "upper_value"}),
                 "keys:", sorted(measure))
            value = number(measure["value"])
            need(number(measure.get("lower_value", value)) <= value
                 <= number(measure.get("upper_value", value)),
                 "bounds:", measure)


LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\n"])*"'
SAMPLE = re.compile(
    r'([a-zA-Z_:][a-zA-Z0-9_:]*)\{(' + LABEL + r'(?:,' + LABEL + r')*)\}'
    r' (-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)')


def states_are_sets(family, samples):
    """Of each set exactly one state holds, and all are told."""
    sets = {}
    for labels, value in samples:
        rest, state = [], None
        for key, said in re.findall(r'([a-zA-Z0-9_]+)="((?:[^"\\]|\\.)*)"',
                                    labels):
            if key == family:
                state = said
            else:
                rest.append((key, said))
        need(state is not None, "no state in", labels)
        sets.setdefault(tuple(rest), {})[state] = value
    told = {frozenset(states) for states in sets.values()}
    need(len(told) <= 1, "not the same states in all sets of", family)
    for states in sets.values():
        need(sorted(states.values()) == ["0"] * (len(states) - 1) + ["1"],
             "states:", states)


def openmetrics(text):
    need(text.endswith("\n# EOF\n"), "no # EOF at the end")
    family, families, unit, seen = None, set(), "", set()
    states = {}
    for line in text.split("\n")[:-2]:
        if line.startswith("# TYPE "):
            family, kind = line[7:].split(" ")
            need(kind in ("gauge", "stateset"), kind)
            if kind == "stateset":
                states[family] = []
            need(family not in families, "family in two parts:", family)
            families.add(family)
        elif line.startswith("# UNIT "):
            name, unit = line[7:].split(" ")
            need(name == family and name.endswith("_" + unit), line)
        else:
            sample = SAMPLE.fullmatch(line)
            need(sample, "no sample:", line)
            need(sample[1] == family, "outside its family:", line)
            labels = re.findall(r'([a-zA-Z0-9_]+)="', re.sub(
                r'\\.', '', sample[2]))
            need(len(set(labels)) == len(labels), "a label twice:", line)
            need((sample[1], sample[2]) not in seen, "twice:", line)
            seen.add((sample[1], sample[2]))
            float(sample[3])
            if family in states:
                states[family].append((sample[2], sample[3]))
    need(seen, "no sample")
    for name, samples in states.items():
        states_are_sets(name, samples)


def benchstat(text):
    lines = 0
    for line in text.splitlines():
        if line.startswith("Benchmark"):
            fields = line.split()
            need(re.fullmatch(r"Benchmark[^\s]+-[0-9]+", fields[0]), fields[0])
            need(int(fields[1]) > 0, "iterations:", line)
            values = fields[2:]
            need(values and len(values) % 2 == 0, "pairs:", line)
            for value, unit in zip(values[::2], values[1::2]):
                number(float(value))
                need(not re.fullmatch(r"[-+0-9.e]+", unit), "unit:", unit)
            need(len(set(values[1::2])) == len(values) // 2, "unit twice")
            lines += 1
        elif line.startswith("Unit "):
            need(re.fullmatch(r"Unit \S+( [a-z]+=[a-z]+)+", line), line)
        else:
            need(re.fullmatch(r"[a-z][^\sA-Z:]*: \S.*", line), line)
    need(lines, "no benchmark")


def table(text, head):
    rows = list(csv.reader(text.splitlines(keepends=True), strict=True))
    need(rows[0][:len(head)] == head, "header:", rows[0])
    need(len(set(rows[0])) == len(rows[0]), "a column twice")
    need(len(rows) > 1, "no row")
    for row in rows[1:]:
        need(len(row) == len(rows[0]), "length of row", row)
    return rows


def otava(text):
    for row in table(text, ["time", "commit"])[1:]:
        need(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row[0]), row[0])
        for value in row[2:]:
            need(not value or math.isfinite(float(value)), value)


def plain_csv(text):
    for row in table(text, ["file", "started", "kernel"])[1:]:
        need(not row[-1] or math.isfinite(float(row[-1])), row[-1])


ID = r"daxbench:[^\0]+"


def kcidb(text):
    document = load(text)
    need(document["version"] == {"major": 5, "minor": 3}, "version")
    ids = {kind: [o["id"] for o in document[kind]]
           for kind in ("checkouts", "builds", "tests")}
    for kind, values in ids.items():
        need(values and len(set(values)) == len(values), "ids of", kind)
        for one in document[kind]:
            need(re.fullmatch(ID, one["id"]), one["id"])
            need(re.fullmatch(r"[a-z0-9_]+", one["origin"]), one["origin"])
    for build in document["builds"]:
        need(build["checkout_id"] in ids["checkouts"], "checkout_id")
    for test in document["tests"]:
        need(test["build_id"] in ids["builds"], "build_id", test["build_id"])
        need(re.fullmatch(r"[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*", test["path"]),
             test["path"])
        need(test["status"] in ("FAIL", "ERROR", "MISS", "PASS", "DONE",
                                "SKIP"), test["status"])
        value = test.get("number")
        if value is not None:
            number(value["value"])
            need(value.get("prefix", "metric") in ("metric", "binary"),
                 "prefix")
            need(isinstance(value["unit"], str), "unit")


def junit(text):
    root = xml.etree.ElementTree.fromstring(text)
    need(root.tag == "testsuites" and len(root), root.tag)
    for suite in root:
        cases = suite.findall("testcase")
        need(cases and int(suite.get("tests")) == len(cases), "tests")
        for attribute, tag in (("failures", "failure"), ("errors", "error"),
                               ("skipped", "skipped")):
            need(int(suite.get(attribute)) ==
                 sum(case.find(tag) is not None for case in cases), attribute)
        for case in cases:
            need(case.get("classname") and case.get("name"), case.attrib)


def ktap(text):
    lines = text.split("\n")
    need(lines.pop() == "", "no end of the last line")
    need(lines[0] == "KTAP version 1", lines[0])
    plan = re.fullmatch(r"1\.\.([1-9][0-9]*)", lines[1])
    need(plan, "plan:", lines[1])
    count = 0
    for line in lines[2:]:
        if line.startswith("# "):
            continue
        test = re.fullmatch(r"(not )?ok ([0-9]+) [^#]*[^# ]( # (SKIP|ERROR)( .*)?)?",
                            line)
        need(test, "no result:", line)
        count += 1
        need(int(test[2]) == count, "number:", line)
        need(not (test[1] and test[4] == "SKIP"), "skipped but not ok:", line)
        need(test[1] or test[4] != "ERROR", "an error but ok:", line)
    need(count == int(plan[1]), count, "results of", plan[1])


class Page(html.parser.HTMLParser):
    VOID = {"meta", "link", "img", "br"}

    def __init__(self):
        super().__init__()
        self.open = []
        self.ids = set()
        self.links = set()

    def handle_starttag(self, tag, attributes):
        need(tag != "script", "a script")
        for key, value in attributes:
            need(not key.startswith("on"), "an event handler")
            if key == "id":
                need(value not in self.ids, "id twice:", value)
                self.ids.add(value)
            if key in ("src", "href"):
                need(value.startswith(("#", "data:")), "a request:", value)
                self.links.add(value)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        need(self.open and self.open.pop() == tag, "not closed before", tag)


def page(text):
    parser = Page()
    parser.feed(text)
    parser.close()
    need(not parser.open, "not closed:", parser.open)
    need("default-src 'none'" in text, "no content policy")
    for link in parser.links:
        need(not link.startswith("#") or link[1:] in parser.ids, link)
    for drawing in re.findall(r"<svg.*?</svg>", text, re.S):
        xml.etree.ElementTree.fromstring(drawing)
        need(not re.search(r'="[^"]*(nan|inf)', drawing), "not a number")


def hostile(text):
    document = json.loads(text)
    document["platform"]["kernel"]["release"] = HOSTILE
    for fact in document["target"]["facts"]:
        if fact["key"] == "mount.fs_type":
            fact["value"] = HOSTILE
    for run in document["runs"]:
        run["workload"] += HOSTILE
        for witness in run["mapping"]["witnesses"]:
            witness["reason"] = HOSTILE
    print(json.dumps(document))


FORMATS = {"github": github, "bmf": bmf, "openmetrics": openmetrics,
           "benchstat": benchstat, "otava": otava, "kcidb": kcidb,
           "junit": junit, "ktap": ktap, "csv": plain_csv, "html": page, "hostile": hostile}

if __name__ == "__main__":
    with open(sys.argv[2], encoding="utf-8", newline="") as file:
        try:
            FORMATS[sys.argv[1]](file.read())
        except (ValueError, KeyError, TypeError, AttributeError,
                xml.etree.ElementTree.ParseError, csv.Error) as why:
            sys.exit(f"{sys.argv[2]}: {type(why).__name__}: {why}")
