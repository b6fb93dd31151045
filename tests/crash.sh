#!/usr/bin/env bash
# Kills a job of thousands of rows at 200 points and resumes it each time from another process:
# nothing may be lost or doubled. The tests do the same in small.
#   tests/crash.sh [ROWS] [KILLS]
set -euo pipefail
cd "$(dirname "$0")/.."
export FLOW_CRASH_ROWS="${1:-5000}" FLOW_CRASH_KILLS="${2:-200}"
exec cargo test --release --test it -- cli::bulk::a_job_that_is_killed --nocapture
