#!/usr/bin/env bash
# Runs on an engine while its workers, its server and both are lost again and again, while one of two workers is gone for
# good, and one of three nodes: nothing may be lost or doubled, and everything in doubt is named. The tests do the same in small.
# Then tests/engine-crash.py does it with the programs themselves, with `kill -9`, over a job on the simulator.
#   tests/engine-crash.sh [RUNS] [LOSSES] [FLOW]
set -euo pipefail
cd "$(dirname "$0")/.."
export FLOW_ENGINE_RUNS="${1:-1000}" FLOW_ENGINE_LOSSES="${2:-30}" FLOW_ENGINE_NODES=3
bash tests/run.sh --test it -- host_contract::crash --nocapture --test-threads=1
exec python3 tests/engine-crash.py "${3:-target/debug/flow}" "$FLOW_ENGINE_RUNS" "$FLOW_ENGINE_LOSSES"
