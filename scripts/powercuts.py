# SPDX-License-Identifier: MIT
"""The Markdown table of a folder of power-cut documents: what they add up to.

usage: powercuts.py DIRECTORY
"""
import glob
import json
import sys

sums, order = {}, []
for path in sorted(glob.glob(f"{sys.argv[1]}/*.json")):
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    for mode in document["modes"]:
        if mode["verdict"] == "not-run":
            continue
        where = (document["kernel_release"], document["fs"], document["pmem"], mode["mode"])
        if where not in sums:
            order.append(where)
        total = sums.setdefault(where, {"promise": mode["promise"], "verdicts": set()})
        total["verdicts"].add(mode["verdict"])
        for count in ("cuts", "acknowledged", "found", "lost", "torn"):
            total[count] = total.get(count, 0) + mode[count]
print("| kernel | file system | pmem | mode | promise | cuts | acknowledged | found | lost | torn | verdict |")
print("|---" * 11 + "|")
for where in sorted(order, key=lambda key: (key[:3], order.index(key))):
    total = sums[where]
    print("| " + " | ".join([*where, total["promise"]] + [str(total[c]) for c in ("cuts", "acknowledged", "found", "lost", "torn")]
                            + [", ".join(sorted(total["verdicts"]))]) + " |")
