#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Compares what lacpmodctl knows of the family with the netlink spec.

spec.py SPEC < tables: prints each difference; exit status 1 if there is any,
4 if there is no YAML parser.
"""
import json
import sys

try:
    import yaml
except ImportError:
    sys.exit(4)

# The command line's words for some hashes are not the spec's.
RENAMED = {"layer23": "layer2+3", "layer34": "layer3+4",
           "encap23": "encap2+3", "encap34": "encap3+4",
           "vlan-srcmac": "vlan+srcmac"}


def word(entry):
    name = entry if isinstance(entry, str) else entry["name"]
    return RENAMED.get(name, name)


def place(attr):
    return attr["set"], attr["attr"]


def expected(spec):
    """Yields each attribute as the tool's tables should have it."""
    words = {d["name"]: [word(e) for e in d["entries"]]
             for d in spec["definitions"]}
    for attr_set in spec["attribute-sets"]:
        for number, attr in enumerate(attr_set["attributes"], 1):
            if attr["type"] == "pad":
                continue
            checks = attr.get("checks", {})
            yield {
                "set": attr_set["name"],
                "attr": number,
                "name": attr["name"],
                "type": attr["type"],
                "min": checks.get("min", 0),
                "max": checks.get("max", 0),
                "nest": attr.get("nested-attributes"),
                "words": words.get(attr.get("enum")),
            }


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        want = list(expected(yaml.safe_load(file)))
    have = [json.loads(line) for line in sys.stdin]
    for attr in want:
        if attr not in have:
            print("in the spec only:", attr)
    for attr in have:
        if attr not in want:
            print("in lacpmodctl only:", attr)
    # In which order the tables have them is their own business.
    return sorted(want, key=place) != sorted(have, key=place)


if __name__ == "__main__":
    sys.exit(main())
