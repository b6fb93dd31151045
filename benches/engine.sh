#!/usr/bin/env bash
# Steps a second of runs on an engine, beside the least that a worker can be, in one run on one machine. Needs the
# server from npm (tests/run.sh installs it).
#   benches/engine.sh [RUNS]
set -euo pipefail
cd "$(dirname "$0")/.."
export RUNS="${1:-1000}" DO_NOT_TRACK=1
server="$(echo "${CONTACTFLOW_NODE_MODULES:-$PWD/target/tools/node_modules}"/@restatedev/restate-server-*/bin/restate-server)"
cargo build --bench engine --profile bench
folder="$(mktemp -d)"
cat >"$folder/restate.toml" <<SETTINGS
roles = ["http-ingress", "admin", "worker", "log-server", "metadata-server"]
cluster-name = "bench"
node-name = "n1"
bind-ip = "127.0.0.1"
bind-port = 28122
advertised-host = "127.0.0.1"
listen-mode = "tcp"
auto-provision = true
disable-telemetry = true
base-dir = "$folder/data"
[ingress]
bind-ip = "127.0.0.1"
bind-port = 28080
[admin]
bind-ip = "127.0.0.1"
bind-port = 28070
SETTINGS
"$server" --no-logo -c "$folder/restate.toml" >"$folder/server.log" 2>&1 &
engine=$!
trap 'kill -9 $engine 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
export FLOW_ENGINE=http://127.0.0.1:28080 FLOW_ENGINE_ADMIN=http://127.0.0.1:28070
until curl -sf -o /dev/null "$FLOW_ENGINE_ADMIN/health" && curl -sf -o /dev/null "$FLOW_ENGINE/restate/health"; do sleep 0.2; done
cargo bench --bench engine
