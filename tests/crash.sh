#!/usr/bin/env bash
# Kills programs at random points of their work and resumes them each time from another process; what is
# counted is what the simulator was made to do. Nothing may be lost or doubled. The tests do it in small.
#   tests/crash.sh                          both kinds at full size
#   tests/crash.sh sweep [CONTACTS] [KILLS]       one run over 5,000 contacts, killed 200 times
#   tests/crash.sh schedule [CALLBACKS] [KILLS]   a job of 2,000 callbacks with faults, killed 200 times
# FLOW_CRASH_SEED=N repeats one, as far as the machine's pace lets it. CARGO_TEST_ARGS=--release is faster.
set -euo pipefail
cd "$(dirname "$0")/.."

crash() {
    FLOW_CRASH_ITEMS="$2" FLOW_CRASH_KILLS="$3" \
        cargo test ${CARGO_TEST_ARGS:-} --test it -- "cli::crash::a_$1" --nocapture
}

case "${1:-all}" in
    sweep) crash sweep "${2:-5000}" "${3:-200}" ;;
    schedule) crash schedule "${2:-2000}" "${3:-200}" ;;
    all) crash sweep 5000 200 && crash schedule 2000 200 ;;
    *) sed -n '2,7p' "$0" >&2; exit 3 ;;
esac
