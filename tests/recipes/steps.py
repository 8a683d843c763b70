# SPDX-License-Identifier: MIT
"""The shell steps of a CI recipe, out of its YAML.

usage: steps.py FILE list              names of the steps, a line each
       steps.py FILE script NAME       what that step runs
       steps.py FILE variables         assignments of the job's variables
       steps.py FILE artifacts         the files it publishes, a line each

A recipe for GitLab has the steps before_script, script and after_script.
"""
import sys

import yaml

GITLAB = ("before_script", "script", "after_script")


def only(values):
    values = list(values)
    if len(values) != 1:
        raise ValueError(f"{len(values)} jobs, not one")
    return values[0]


def github(document):
    job = only(document["jobs"].values())
    steps = {step["name"]: step["run"] for step in job["steps"] if "run" in step}
    uploads = [step["with"]["path"] for step in job["steps"]
               if step.get("uses", "").startswith("actions/upload-artifact@")]
    return steps, job.get("env", {}), only(uploads).split()


def gitlab(document):
    job = only(value for value in document.values()
               if isinstance(value, dict) and "script" in value)
    steps = {name: "\n".join(job[name]) + "\n" for name in GITLAB}
    artifacts = job["artifacts"]
    files = artifacts["paths"] + list(artifacts["reports"].values())
    return steps, job.get("variables", {}), files


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        recipe = yaml.safe_load(file)
    steps, variables, artifacts = (github if "jobs" in recipe else gitlab)(recipe)
    if sys.argv[2] == "list":
        print(*steps, sep="\n")
    elif sys.argv[2] == "script":
        print(steps[sys.argv[3]], end="")
    elif sys.argv[2] == "variables":
        for name, value in variables.items():
            print(f"export {name}='{value}'")
    else:
        print(*artifacts, sep="\n")
