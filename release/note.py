#!/usr/bin/env python3
"""Prints the note of a release: what has changed, what each download weighs, and what could not be tried.

    release/note.py 0.1.0 FOLDER    the folder is what release/build.sh has made
"""

import sys
import tarfile
import zipfile
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
ENDINGS = (".tar.gz", ".zip", ".whl", ".deb", ".rpm", ".tgz")


def changes(version):
    """The changelog's part about a version, without its heading."""
    part = (TOP / "CHANGELOG.md").read_text().partition(f"\n## {version}")[2]
    return part.partition("\n")[2].partition("\n## ")[0].strip()


def program_in(path):
    """How large the program in an archive is."""
    if path.name.endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            sizes = [member.file_size for member in archive.infolist() if member.filename.endswith("/flow.exe")]
    else:
        with tarfile.open(path) as archive:
            sizes = [member.size for member in archive if member.name.endswith("/flow")]
    return max(sizes, default=0)


def megabytes(size):
    return f"{size / 1e6:.1f} MB"


def sizes(folder):
    rows = ["| file | download | the program in it |", "|---|---|---|"]
    for path in sorted(folder.iterdir()):
        if path.name.endswith(ENDINGS):
            is_archive = path.name.endswith((".tar.gz", ".zip"))
            program = megabytes(program_in(path)) if is_archive else ""
            rows.append(f"| {path.name} | {megabytes(path.stat().st_size)} | {program} |")
    return "\n".join(rows)


def main():
    version, folder = sys.argv[1], Path(sys.argv[2])
    not_tried = (TOP / "release/not-tried.md").read_text().strip()
    print(f"{changes(version)}\n\n## Downloads\n\n{sizes(folder)}\n\n{not_tried}")


if __name__ == "__main__":
    main()
