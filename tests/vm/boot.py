# SPDX-License-Identifier: MIT
"""What the commands of a guest left in a directory, and TAP lines about it.

A command NAME leaves NAME.json, NAME.txt, NAME.err and NAME.status there.
"""
import json
import os
import sys

count = failed = 0


def report(name, problem):
    """A TAP line; the problem, if any, goes with it."""
    global count, failed
    if not count:
        print("KTAP version 1")
    count += 1
    print(f"{'not ok' if problem else 'ok'} {count} {name}")
    if problem:
        failed += 1
        for line in str(problem).splitlines():
            print(f"# {line}")


def skip(name, reason):
    report(f"{name} # SKIP {reason}", "")


def finish():
    print(f"1..{count}")
    sys.exit(1 if failed or not count else 0)


class Boot:
    def __init__(self, where):
        self.where = where

    def text(self, name):
        try:
            with open(os.path.join(self.where, name), encoding="utf-8", errors="replace") as f:
                return f.read()
        except OSError as e:
            return f"({e})"

    def document(self, name):
        """None: there is none, or it is no JSON."""
        try:
            with open(os.path.join(self.where, name + ".json"), encoding="utf-8") as f:
                return json.load(f)
        except (OSError, ValueError):
            return None

    def status(self, name):
        return self.text(name + ".status").strip()

    def said(self, name):
        return f"status {self.status(name)}\n" + self.text(name + ".err") + self.text(name + ".txt")
