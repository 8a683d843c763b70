# SPDX-License-Identifier: MIT
"""Hold JSON documents against the schemas of this project.

usage: validate.py SCHEMA-DIRECTORY [--own] FILE...

FILE is named KIND-anything.json and its schema is daxbench-KIND.schema.json;
with --own the schema is the one that the document itself names.
Prints one line a file: its path, the number of violations, the first one.
"""
import functools
import json
import os
import sys

from jsonschema import Draft202012Validator


@functools.cache
def validator(directory, name):
    with open(f"{directory}/{name}.schema.json", encoding="utf-8") as file:
        schema = json.load(file)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def violations(directory, path, own):
    try:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        if own:
            name = os.path.basename(document["schema"]["name"])
        else:
            name = "daxbench-" + os.path.basename(path).split("-")[0]
        errors = validator(directory, name).iter_errors(document)
    except (ValueError, TypeError, KeyError, OSError) as error:
        return [f"not a document of ours: {error!r}"]
    return [f"{error.json_path}: {error.message}" for error in errors]


files = [name for name in sys.argv[2:] if name != "--own"]
for name in files:
    found = violations(sys.argv[1], name, len(files) < len(sys.argv) - 2)
    first = found[0].replace("\n", " ")[:200] if found else "-"
    print(name, len(found), first, sep="\t")
