# SPDX-License-Identifier: MIT
"""Results made to do harm.

usage: kinds.py list          the kinds, a line each, between tabs: KIND, what
                              compare must say, what report must say
       kinds.py KIND RESULT   that kind, made from a real result, on stdout
"""
import json
import sys

SIZE = 40_000_000  # of 64 MiB that are read at all
ROOM = "more values than fit into"
WORD = "a word of more than 1048576 bytes"


def replaced(text, old, new):
    if old not in text:
        raise ValueError(old)
    return text.replace(old, new, 1)


def repeated(unit):
    return lambda text: "[" + unit * (SIZE // len(unit))


def filled(key, unit):
    """The result, with the list of this key grown by copies of unit."""
    return lambda text: replaced(
        text, f'"{key}": [', f'"{key}": [' + (unit + ",") * (SIZE // (len(unit) + 1)))


def bucket_list(n):
    return ",".join(f"[{i},{i},1]" for i in range(n))


def many_buckets(text):
    one = '{"histogram":[' + bucket_list(7000) + "]},"
    return replaced(text, '"command": [', '"x": [' + one * 250)


def one_long_histogram(text):
    return replaced(text, '"histogram": [',
                    '"histogram": [' + bucket_list(100_000) + ",")


def many_keys(text):
    return "{" + ",".join(f'"{i}":1' for i in range(1_000_000))


def first_of(text, *path):
    value = json.loads(text)
    for key in path:
        value = value[key]
    return json.dumps(value, separators=(",", ":"))


def copies(key, *path):
    """The list of this key grown by copies of what stands at the path."""
    return lambda text: filled(key, first_of(text, *path))(text)


KINDS = {
    "truncated": ("not JSON", lambda text: text[:20000]),
    "brackets": ("nested deeper than 16", repeated("[")),
    "NaN": ("not JSON", lambda t: replaced(t, '"mean": ', '"mean": NaN, "x": ')),
    "negative count": ("must not be negative",
                       lambda t: replaced(t, '"operations": 8', '"operations": -8')),
    "negative bucket": ("a histogram is a list of [low, high, count]",
                        lambda t: replaced(t, '"histogram": [', '"histogram": [[-1, 0, 1], ')),
    "duplicate key": ("duplicate object key",
                      lambda t: replaced(t, '"status": ', '"status": "failed", "status": ')),
    "wrong version": ("version 9 of daxbench-result",
                      lambda t: replaced(t, '"version": 1', '"version": 9')),
    "histogram that does not add up": ("counts add up to 8, but count is 80",
                                       lambda t: replaced(t, '"count": 8,', '"count": 80,')),
    "histogram that descends": ("descends from the one before",
                                lambda t: replaced(t, '"histogram": [', '"histogram": [[3, 3, 1], [2, 2, 1], ')),
    "histogram without end": ("too many buckets", one_long_histogram),
    "histograms": (("command: is missing", "too many buckets in all"), many_buckets),
    "histogram that is no list": ("a histogram is a list",
                                  lambda t: replaced(t, '"histogram": [', '"histogram": 0, "x": [')),
    "empty objects": (ROOM, repeated("{},")),
    "empty lists": (ROOM, repeated("[],")),
    "numbers": (ROOM, repeated("1,")),
    "empty strings": (ROOM, repeated('"",')),
    "strings": (ROOM, repeated('"' + "x" * 16 + '",')),
    "long strings": (ROOM, repeated('"' + "x" * 1_000_000 + '",')),
    "keys": (ROOM, many_keys),
    "one string": (WORD, lambda t: '{"a":"' + "x" * SIZE),
    "one key": (WORD, lambda t: '{"' + "x" * SIZE),
    "one number": (WORD, lambda t: "[" + "1" * SIZE),
    "white space": ("not JSON", repeated(" ")),
    "arguments": (ROOM, filled("command", '"x"')),
    "facts": (ROOM, copies("facts", "platform", "facts", 0)),
    "runs": (ROOM, copies("runs", "runs", 0)),
    "repetitions": (ROOM, copies("repetitions", "runs", 0, "repetitions", 0)),
}

if __name__ == "__main__":
    if sys.argv[1] == "list":
        for name, (says, _) in KINDS.items():
            pair = (says, says) if isinstance(says, str) else says
            print(name, *pair, sep="\t")
    else:
        with open(sys.argv[2], encoding="utf-8") as source:
            sys.stdout.write(KINDS[sys.argv[1]][1](source.read()))
