"""The licences of everything inside the binary, in one text."""

from pathlib import Path

BESIDE = [
    ("SQLite", "Public domain", "The database of the journal is SQLite, which its authors have dedicated to the public domain."),
    ("Rust's standard library", "MIT OR Apache-2.0", "Copyright The Rust Project Developers."),
    ("musl (in the static Linux builds)", "MIT", "Copyright the musl authors."),
]


def text(inside):
    _, others = inside
    parts = [
        "What is inside the command `flow` beside Contactflow itself, and under which licence.\n"
        "Contactflow is licensed under MIT or Apache 2.0, as you like.\n"
    ]
    for name, licence, note in BESIDE:
        parts.append(f"{name}: {licence}\n\n{note}\n")
    groups = {}
    for crate in others:
        for licence in files(crate) or [None]:
            groups.setdefault(licence, []).append(crate)
    for licence, crates in sorted(groups.items(), key=lambda group: names(group[1])):
        head = "\n".join(f"{one['name']} {one['version']}: {one['license'] or 'see its file'}" for one in crates)
        body = licence or "Its package has no licence file; the licence is the one that is named here, by its SPDX name."
        parts.append(f"{head}\n\n{body.strip()}\n")
    return ("\n" + "-" * 80 + "\n\n").join(parts)


def names(crates):
    return [one["name"] for one in crates]


def files(crate):
    """The texts of its licence files; the same text of many crates is written once."""
    folder = Path(crate["manifest_path"]).parent
    wanted = ("license", "licence", "copying", "unlicense", "notice")
    found = [path for path in sorted(folder.iterdir()) if path.is_file() and path.name.lower().startswith(wanted)]
    return [path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n").strip() for path in found]
