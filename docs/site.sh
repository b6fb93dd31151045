#!/usr/bin/env bash
# Builds the documentation as web pages, with the playground: `docs/site.sh [FOLDER]`. Without the playground,
# `flow docs --site FOLDER` needs nothing but the command.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
playground/build.sh "$target/playground/playground.html"
cargo run --release --locked --quiet --bin flow -- docs --site "${1:-$target/site}" --playground "$target/playground/playground.html"
