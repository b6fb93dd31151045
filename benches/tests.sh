#!/usr/bin/env bash
# A thousand test blocks of `flow test`, beside a thousand test cases of `go test` and `opa test`: the
# same waits and retries as plain code. Each is measured from its start to its end, compiled before.
# What is not there is left out, and said. Not part of the tests.
#
#   cargo build --release && benches/tests.sh
set -euo pipefail
cd "$(dirname "$0")/.."

flow=$(realpath "${FLOW:-target/release/flow}")
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
say() { printf '%s\n' "$*" >&2; }

[ -x "$flow" ] || { say "there is no $flow: cargo build --release"; exit 3; }
command -v python3 >/dev/null || { say "python3 is missing"; exit 3; }

python3 - "$place" <<'PY'
import pathlib, sys

place = pathlib.Path(sys.argv[1])
for folder in ("flow", "one", "go", "opa"):
    (place / folder).mkdir()

hold = """use cxone

set security user <AgentId>
join agent session
hold contact <ContactId>
    on InvalidState -> retry 3 times every 2s, then fail "agent {AgentId} never settled"
    on any other    -> fail
"""
block = """
test "settles, @" {
    given AgentId = 7, ContactId = "@"
    given set security user answers Success
    given join agent session answers Success
    given hold contact answers InvalidState, InvalidState, Success
    run this flow
    expect it finishes
    expect hold contact called 3 times
    expect 4s passed
}
"""
for folder, many in (("flow", 1000), ("one", 1)):
    (place / folder / "hold.flow").write_text(hold)
    blocks = (block.replace("@", str(1000 + number)) for number in range(many))
    (place / folder / "hold.test.flow").write_text("".join(blocks))

code = """package hold

func hold(answers []string) (string, int, int) {
	waited := 0
	for attempt, answer := range answers {
		if answer == "Success" {
			return "finished", attempt + 1, waited
		}
		waited += 2
	}
	return "failed", len(answers), waited
}
"""
case = """
func TestSettles@(t *testing.T) {
	end, called, waited := hold([]string{"InvalidState", "InvalidState", "Success"})
	if end != "finished" || called != 3 || waited != 4 {
		t.Fatal(end, called, waited)
	}
}
"""
(place / "go" / "go.mod").write_text("module hold\n\ngo 1.20\n")
(place / "go" / "hold.go").write_text(code)
cases = "".join(case.replace("@", str(number)) for number in range(1000))
(place / "go" / "hold_test.go").write_text('package hold\n\nimport "testing"\n' + cases)

rule = """package hold

import rego.v1

failed(answers) := count([a | some a in answers; a == "InvalidState"])
finishes(answers) if answers[count(answers) - 1] == "Success"
"""
check = """
test_settles_@ if {
    answers := ["InvalidState", "InvalidState", "Success"]
    finishes(answers)
    failed(answers) == 2
    failed(answers) * 2 == 4
}
"""
(place / "opa" / "hold.rego").write_text(rule)
checks = "".join(check.replace("@", str(number)) for number in range(1000))
(place / "opa" / "hold_test.rego").write_text("package hold\n\nimport rego.v1\n" + checks)
PY

names=() commands=()
add() { names+=("$1"); commands+=("$2"); }
add "flow test, 1,000 blocks" "$flow test $place/flow"
add "flow test, 1 block" "$flow test $place/one"
if command -v go >/dev/null; then
    (cd "$place/go" && go test -c -o "$place/go/hold.test" . >/dev/null)
    add "go test, compiled before" "$place/go/hold.test"
    add "go test" "go -C $place/go test -count=1 ."
else
    say "left out: go test (go is not here)"
fi
if command -v opa >/dev/null; then
    add "opa test" "opa test $place/opa"
else
    say "left out: opa test (opa is not here)"
fi

python3 - "${names[@]}" -- "${commands[@]}" <<'PY'
import statistics, subprocess, sys, time

at = sys.argv.index("--")
results = []
for name, command in zip(sys.argv[1:at], sys.argv[at + 1:]):
    times = []
    for _ in range(11):
        start = time.perf_counter()
        done = subprocess.run(command.split(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        times.append(time.perf_counter() - start)
        if done.returncode:
            sys.exit(f"{name} failed: {done.stderr.decode()}")
    results.append((name, statistics.median(times)))
ours = results[0][1]
for name, median in results:
    print(f"{name:<26} {median * 1000:8.1f} ms  {median / ours:5.2f} x")
PY
