# SPDX-License-Identifier: MIT
# The options that `daxbench list` gives a workload are those that `run` takes
# for it, and no others: prints what is not so, and how many were asked.
import json
import os
import subprocess

program = os.environ["DAXBENCH"]
# A value that is no default, and what else it takes to be a choice at all.
values = {
    "block-size": ["64"],
    "access": ["read"],
    "page": ["pte"],
    "order": ["random"],
    "writes": ["2"],
    "ops": ["100"],
    "runtime": ["1s"],
    "steady": ["5", "--runtime", "1s"],
    "sync": [],
    "verify": [],
    "share": ["own-file"],
    "threads": ["8"],
    "workers": ["process"],
}
# Only with another engine than the workload's own.
engines = {"fsync": (["2"], "psync"), "direct": ([], "psync"), "iodepth": (["2"], "uring")}


def taken(workload, words):
    command = [program, "run", "--workload", workload, "--dry-run", *words]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


asked = 0
listing = json.loads(subprocess.run([program, "list", "--format", "json"], capture_output=True, check=True).stdout)
uring = any(e["name"] == "uring" and e["details"]["available"] == "yes" for e in listing["engines"])
for workload in listing["workloads"]:
    name = workload["name"]
    listed = {option["option"]: option for option in workload["options"]}
    own = {option["option"]: option for option in workload["options"] if option["unit"] == "choice"}
    for option, option_values in values.items():
        words = [f"--{option}", *option_values]
        # Which engine it is decides about these.
        if option in ("sync", "page") and workload["details"]["engine"] in ("psync", "dsync", "uring"):
            words += ["--engine", "fsync"]
        if option == "access" and workload["details"]["access"] == "read":
            words = ["--access", "write"]
        if option == "verify":
            words += ["--extents", "written"]
        asked += 1
        if taken(name, words) != (option in listed):
            print(name, words, "listed" if option in listed else "not listed")
    for option, (option_values, engine) in engines.items():
        if engine == "uring" and not uring:
            continue
        words = [f"--{option}", *option_values, "--engine", engine]
        asked += 1
        if option not in listed and taken(name, words):
            print(name, words, "not listed")
    # Of a choice those that are listed, and no others.
    for share in ("own-chunk", "same-chunk", "same-page", "own-file"):
        asked += 1
        here = share in listed.get("share", {"takes": "own-chunk"})["takes"].split("|")
        if taken(name, ["--share", share]) != here:
            print(name, share, "listed" if here else "not listed")
    for option in own.values():
        if option["default"] not in option["takes"].split("|"):
            print(name, option, "is no value")
print(asked > 200)
