#!/usr/bin/env bash
# `flow check` beside the checkers of other languages, each on a file of a megabyte in its own
# language. What is not there is installed into a folder that is thrown away, or left out.
# Not part of the tests.
#
#   cargo build --release && benches/beside.sh
set -euo pipefail
cd "$(dirname "$0")/.."

flow=${FLOW:-target/release/flow}
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
say() { printf '%s\n' "$*" >&2; }

[ -x "$flow" ] || { say "there is no $flow: cargo build --release"; exit 3; }
command -v python3 >/dev/null || { say "python3 is missing"; exit 3; }

# have COMMAND INSTALL…: a command's path, installed where it is not there yet.
have() {
    local name=$1
    shift
    command -v "$name" && return
    "$@" >"$place/install.log" 2>&1 || { say "left out: $name (cannot be installed here)"; return 1; }
    find "$place" -type f -path "*/bin/$name" -print -quit
}

with_pip() { python3 -m venv "$place/py" && "$place/py/bin/pip" install -q "$1"; }
with_cargo() { cargo install --locked --root "$place/cargo" "$1"; }

python3 - "$place" <<'PY'
import sys, pathlib

place = pathlib.Path(sys.argv[1])
size = 1_000_000

def fill(name, head, part):
    text, number = [head], 0
    length = len(head)
    while length < size:
        number += 1
        text.append(part.replace("@", str(number)))
        length += len(text[-1])
    (place / name).write_text("".join(text))

fill("a.flow", "use cxone\n\nset security user <AgentId>\njoin agent session\n", """
# part @: look, and say so
let Limit@ = 2h
find active contacts with State: InQueue giving Waiting@
    on Throttled -> retry 3 times every 2s
    on any other -> fail "nothing could be read"
if count(Waiting@) > 5 and Limit@ > 1h {
    log "part @ has {Limit@}"
} else {
    wait 2s
}
""")
fill("a.py", "", """
# part @: hold, and say so
LIMIT_@ = 7200


def hold_@(contact, tries=3):
    while tries > 0:
        if contact.hold():
            return True
        tries -= 1
    print(f"part @ has {LIMIT_@}")
    return False

""")
fill("a.star", "", """
# part @: hold, and say so
LIMIT_@ = 7200

def hold_@(contact, tries = 3):
    for _ in range(tries):
        if contact.hold():
            return True
    print("part @ has", LIMIT_@)
    return False
""")
fill("a.hurl", "", """
# part @: hold, and say so
POST https://example.com/contacts/@/hold
Accept: application/json
[Options]
retry: 3
HTTP 200
[Asserts]
jsonpath "$.state" == "Held"
jsonpath "$.limit" > 3600

""")
PY

names=() commands=()
add() { names+=("$1"); commands+=("$2"); }
add "flow check" "$flow check $place/a.flow"
add "flow fmt --check" "$flow fmt --check $place/a.flow"
if path=$(have ruff with_pip ruff); then add "ruff check" "$path check --no-cache --isolated --quiet $place/a.py"; fi
if path=$(have hurlfmt with_cargo hurlfmt@8.0.1); then add "hurlfmt --check" "$path --check $place/a.hurl"; fi
if path=$(have starlark with_cargo starlark_bin); then add "starlark --check" "$path --check $place/a.star"; fi

if command -v hyperfine >/dev/null; then
    options=(--warmup 3 --ignore-failure --shell none --export-json "$place/times.json")
    for i in "${!names[@]}"; do options+=(--command-name "${names[$i]}" "${commands[$i]}"); done
    hyperfine "${options[@]}" >&2
else
    python3 - "$place/times.json" "${names[@]}" -- "${commands[@]}" <<'PY'
import json, statistics, subprocess, sys, time

out, *rest = sys.argv[1:]
at = rest.index("--")
results = []
for name, command in zip(rest[:at], rest[at + 1:]):
    times = []
    for _ in range(15):
        start = time.perf_counter()
        subprocess.run(command.split(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    results.append({"command": name, "median": statistics.median(times)})
json.dump({"results": results}, open(out, "w"))
PY
fi

python3 - "$place/times.json" <<'PY'
import json, sys

results = json.load(open(sys.argv[1]))["results"]
ours = results[0]["median"]
for one in results:
    print(f"{one['command']:<20} {one['median'] * 1000:8.1f} ms  {one['median'] / ours:5.1f} x")
PY
