#!/usr/bin/env bash
# Builds the playground, a page in one file that needs no server: `playground/build.sh [FILE]`. It needs the Rust target
# wasm32-unknown-unknown (`rustup target add wasm32-unknown-unknown`) and Node; versions are those of the lock files.
# `playground/build.sh --quick [FILE]` does not make it small, which takes a fifth of the time: for the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
profile=release
if [ "${1:-}" = --quick ]; then
    profile=quick
    shift
fi
target=${CARGO_TARGET_DIR:-target}/playground
out=${1:-$target/playground.html}
[ -e studio/node_modules/esbuild ] || (cd studio && npm ci --silent)
cargo build --profile "$profile" --locked --target wasm32-unknown-unknown --manifest-path playground/Cargo.toml --target-dir "$target"
node playground/build.mjs "$target/wasm32-unknown-unknown/$profile/contactflow_playground.wasm" "$out"
