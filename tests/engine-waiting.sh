#!/usr/bin/env bash
# Ten thousand runs wait on an engine while their worker is killed and started again: all of them wake at the same
# moment and go on, and the worker stays small. Needs the server from npm (tests/run.sh installs it) and a built `flow`.
# They wake so many seconds after the start: submitting them must take less.
#   tests/engine-waiting.sh [RUNS] [FLOW] [SECONDS]
set -euo pipefail
cd "$(dirname "$0")/.."
runs="${1:-10000}"
flow="$(realpath "${2:-target/release/flow}")"
wake=$(($(date +%s) + ${3:-120}))
server="$(echo "${CONTACTFLOW_NODE_MODULES:-$PWD/target/tools/node_modules}"/@restatedev/restate-server-*/bin/restate-server)"
folder="$(mktemp -d)"
cd "$folder"
cat >restate.toml <<'SETTINGS'
roles = ["http-ingress", "admin", "worker", "log-server", "metadata-server"]
cluster-name = "waiting"
node-name = "n1"
bind-ip = "127.0.0.1"
bind-port = 27122
advertised-host = "127.0.0.1"
listen-mode = "tcp"
auto-provision = true
disable-telemetry = true
base-dir = "data"
[ingress]
bind-ip = "127.0.0.1"
bind-port = 27080
[admin]
bind-ip = "127.0.0.1"
bind-port = 27070
[worker.invoker]
concurrent-invocations-limit = 40
[bifrost]
auto-recovery-interval = "1s"
seal-retry-interval = "500ms"
SETTINGS
printf 'default = "sim"\n[profile.sim]\nsystem = "cxone"\nsimulator = true\n' >flow.toml
printf 'input N: number\ninput Until: time\nawait signal Go, at most Until - now\n    on TimedOut -> ignore\nemit Was: N\n' >waits.flow
{ echo N,Until; seq 1 "$runs" | sed "s/$/,$(date -u -d "@$wake" +%FT%TZ)/"; } >rows.csv
export FLOW_ENGINE=http://127.0.0.1:27080 FLOW_ENGINE_ADMIN=http://127.0.0.1:27070 DO_NOT_TRACK=1
"$server" --no-logo -c restate.toml >server.log 2>&1 &
engine=$!
worker=
end() {
    [ -z "$worker" ] || kill -9 "$worker" 2>/dev/null || true
    kill -9 "$engine" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap end EXIT
begin() {
    "$flow" worker --profile sim --listen 127.0.0.1:27090 >worker.log 2>&1 &
    worker=$!
    until grep -q '^ready' worker.log; do
        kill -0 "$worker" 2>/dev/null || { cat worker.log >&2; exit 1; }
        sleep 0.2
    done
}
rss() { grep -E "VmHWM|RssAnon|RssFile" "/proc/$worker/status" | tr -s "\t \n" " "; }
begin
time "$flow" submit waits.flow --inputs rows.csv --profile sim --job waiting
echo "worker that took them: $(rss)"
kill -9 "$worker"
begin
[ "$(date +%s)" -lt "$wake" ] || { echo "they did not all wait: let them wake later" >&2; exit 1; }
"$flow" runs watch waiting || true
echo "worker that woke them: $(rss)"
"$flow" runs show waiting | head -3
