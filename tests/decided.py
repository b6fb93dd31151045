#!/usr/bin/env python3
"""Where a message is decided: python3 tests/decided.py 'the message, or a line of it'

Names the places in src whose texts make the message, those first that have most of its words; what is put into a text
(a name, a type, a number) may be anything. A finding's number (F016) names its page or its constant instead.
"""

import pathlib
import re
import sys

SRC = pathlib.Path(__file__).resolve().parent.parent / "src"
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"', re.S)
HOLE = re.compile(r"\{\{|\}\}|\{[^{}]*\}")
SHOWN = 3


def texts():
    """Every text in the source with its file and line; tests of the source have messages too, and decide none."""
    for path in sorted(SRC.rglob("*.rs")):
        if path.name == "tests.rs" or "tests" in path.parts:
            continue
        code = path.read_text(encoding="utf-8").split("#[cfg(test)]\nmod tests {")[0]
        for found in TEXT.finditer(code):
            line = code.count("\n", 0, found.start()) + 1
            written = re.sub(r"\\\n\s*", "", found[1]).replace('\\"', '"')
            yield written, f"{path.relative_to(SRC.parent)}:{line}"


def fit(written, message):
    """How many letters of the message a text gives, where it can give it."""
    pieces = HOLE.split(written)
    fixed = sum(len(piece) for piece in pieces)
    words = re.findall(r"[a-z]{2,}", " ".join(pieces))
    if len(words) < 2 and fixed < 9:
        return 0
    pattern = ".*?".join(map(re.escape, pieces))
    if re.fullmatch(pattern, message, re.S):
        return fixed + 1000
    return fixed if re.search(pattern, message, re.S) else cut(pieces, message)


def cut(pieces, message):
    """The same where the message is only the first line of it, as a narrow terminal breaks it."""
    for index, piece in enumerate(pieces):
        for length in range(len(piece) - 1, 8, -1):
            if message.endswith(piece[:length]):
                begun = pieces[:index] + [piece[:length]]
                pattern = ".*?".join(map(re.escape, begun))
                return sum(map(len, begun)) if re.search(pattern + "$", message, re.S) else 0
    return 0


def of_number(number):
    """The page of a number; of one of the syntax, the places that use its constant."""
    codes = (SRC / "syntax/codes.rs").read_text(encoding="utf-8")
    constant = re.search(rf"(\w+) = {int(number)};", codes)
    wanted = rf"codes::{constant[1]}\b" if constant else rf"^//! # F{number} "
    for path in sorted(SRC.rglob("*.rs")):
        for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.search(wanted, text):
                yield f"{path.relative_to(SRC.parent)}:{line}"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    message = sys.argv[1].strip()
    number = re.fullmatch(r"F(\d{3})", message)
    if number:
        places = list(of_number(number[1]))
    else:
        message = re.sub(r"^(error|warning|note|help)(\[.*?\])?: ", "", re.sub(r"\s+", " ", message))
        fits = [(fit(text, message), place) for text, place in texts()]
        fits = [known for known in fits if known[0]]
        places = [place for _, place in sorted(fits, key=lambda known: -known[0])[:SHOWN]]
    if not places:
        sys.exit("no text of the source makes it")
    print("\n".join(places))


main()
