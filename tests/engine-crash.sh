#!/usr/bin/env bash
# Runs on an engine while its workers, its server and both are lost again and again, while one of two workers is gone for
# good, and one of three nodes: nothing may be lost or doubled, and everything in doubt is named. The tests do the same in small.
#   tests/engine-crash.sh [RUNS] [LOSSES]
set -euo pipefail
cd "$(dirname "$0")/.."
export FLOW_ENGINE_RUNS="${1:-1000}" FLOW_ENGINE_LOSSES="${2:-30}" FLOW_ENGINE_NODES=3
exec bash tests/run.sh --test it -- host_contract::crash --nocapture --test-threads=1
