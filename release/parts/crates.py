"""The crates that are inside a binary, as cargo knows them."""

import json
import subprocess
import tomllib

from .tree import TOP


def inside(target):
    """Every crate that the command is linked from: not those of tests, builds and procedural macros."""
    asked = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", target]
    told = json.loads(subprocess.run(asked, cwd=TOP, check=True, capture_output=True).stdout)
    packages = {package["id"]: package for package in told["packages"]}
    nodes = {node["id"]: node for node in told["resolve"]["nodes"]}
    sums = checksums()
    found, todo = {}, [told["resolve"]["root"]]
    while todo:
        one = todo.pop()
        if one in found:
            continue
        package = packages[one]
        found[one] = package
        package["sum"] = sums.get((package["name"], package["version"]))
        package["uses"] = []
        for used in nodes[one]["deps"]:
            kinds = {kind["kind"] for kind in used["dep_kinds"]}
            other = packages[used["pkg"]]
            is_macro = any("proc-macro" in target["kind"] for target in other["targets"])
            if None in kinds and not is_macro:
                package["uses"].append(used["pkg"])
                todo.append(used["pkg"])
    root = found[told["resolve"]["root"]]
    others = sorted((one for one in found.values() if one is not root), key=lambda one: (one["name"], one["version"]))
    return root, others


def checksums():
    """The SHA-256 sums of Cargo.lock."""
    lock = tomllib.loads((TOP / "Cargo.lock").read_text())
    return {(one["name"], one["version"]): one.get("checksum") for one in lock["package"]}
