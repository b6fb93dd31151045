#!/usr/bin/env python3
"""Records a terminal in which `flow` runs, as docs/terminal.cast (asciinema's format) and docs/terminal.svg.

    release/record.py PATH-TO-FLOW

The SVG shows each line when it came; what does not play it shows the end. Needs Python on Linux or macOS.
"""

import html
import json
import os
import pty
import re
import select
import shutil
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
COLUMNS, ROWS = 92, 30
SESSION = ["flow check hold.flow", "flow run hold.flow --input ContactId=1002"]
# as people type, in seconds for a character; and before they type again
TYPED, PAUSE = 0.04, 0.8
COLORS = {"31": "#ff6b6b", "32": "#6bd968", "33": "#f0c75e", "36": "#5ccfe6", "35": "#d4a5ff", "34": "#82aaff"}
PLAIN, FAINT = "#d7dae0", "#8a919e"


def main():
    flow = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(TOP / "examples/hold.flow", folder)
        os.symlink(flow, Path(folder) / "flow")
        events = record(folder)
    head = {"version": 2, "width": COLUMNS, "height": ROWS, "env": {"TERM": "xterm-256color"}}
    lines = [json.dumps(head)] + [json.dumps([round(at, 3), "o", text]) for at, text in events]
    (TOP / "docs/terminal.cast").write_text("\n".join(lines) + "\n")
    (TOP / "docs/terminal.svg").write_text(drawn(events))


def record(folder):
    """What was typed and printed, with the second in which it was."""
    events, now = [], 0.3
    for command in SESSION:
        events.append((now, "\x1b[32m$\x1b[0m "))
        for letter in command:
            now += TYPED
            events.append((now, letter))
        events.append((now, "\r\n"))
        begun = time.monotonic()
        for text in printed(folder, command.split()):
            events.append((now + time.monotonic() - begun, text))
        now += time.monotonic() - begun + PAUSE
    return events


def printed(folder, words):
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        # no line that is drawn again: the picture has lines only
        os.environ.update(CI="1", TERM="xterm-256color", COLUMNS=str(COLUMNS), LC_ALL="C.UTF-8", TZ="UTC")
        os.execv("./flow", words)
    while True:
        select.select([terminal], [], [])
        try:
            data = os.read(terminal, 65536)
        except OSError:
            data = b""
        if not data:
            os.waitpid(child, 0)
            return
        yield data.decode("utf-8", "replace")


def drawn(events):
    lines, at = [[]], 0.0
    times = [0.0]
    style = PLAIN
    for at, text in events:
        for part in re.split(r"(\x1b\[[0-9;]*m|\r?\n)", text):
            if part.endswith("\n"):
                lines.append([])
                times.append(at)
            elif part.startswith("\x1b["):
                style = styled(part[2:-1], style)
            elif part:
                times[-1] = at if not lines[-1] else times[-1]
                lines[-1].append((style, part))
    while lines and not lines[-1]:
        lines.pop()
    high = 21
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{COLUMNS * 8.6 + 40:.0f}" height="{len(lines) * high + 40}" '
        'role="img" aria-label="flow check finds nothing wrong in hold.flow; flow run holds contact 1002 after two retries">',
        "<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre}"
        "@keyframes come{from{opacity:0}}text{animation:come 1ms steps(1) backwards}</style>",
        '<rect width="100%" height="100%" rx="8" fill="#1b1e26"/>',
    ]
    for number, (line, when) in enumerate(zip(lines, times)):
        spans = "".join(f'<tspan fill="{fill}">{html.escape(text)}</tspan>' for fill, text in line)
        out.append(f'<text x="20" y="{34 + number * high}" xml:space="preserve" style="animation-delay:{when:.2f}s">{spans}</text>')
    return "\n".join(out) + "\n</svg>\n"


def styled(codes, before):
    style = before
    for code in codes.split(";"):
        style = {"0": PLAIN, "": PLAIN, "2": FAINT}.get(code, COLORS.get(code, style))
    return style


main()
