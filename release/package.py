#!/usr/bin/env python3
"""Packs a built `flow` for one target, or finishes a release with what is made of all of them.

release/build.sh calls it. It needs Python's own library and `cargo metadata`, and nothing from a network.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from parts import archive, crates, deb, finish, npm, rpm, tree, wheel  # noqa: E402


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("target", nargs="?")
    parser.add_argument("binary", nargs="?", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--releases", default="")
    parser.add_argument("--finish", action="store_true")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    if args.finish:
        finish.finish(args.out, args.releases)
        return
    release = tree.Release(args.target, args.binary, args.out)
    inside = crates.inside(args.target)
    release.write_texts(inside)
    for make in (archive.make, wheel.make, npm.make, deb.make, rpm.make):
        for made in make(release) or []:
            print(f"made {made.name} ({made.stat().st_size / 1e6:.1f} MB)", file=sys.stderr)


if __name__ == "__main__":
    main()
