#!/usr/bin/env bash
# Runs every test. Installs what the tests need beyond Rust where it can (as root on Debian);
# elsewhere it says plainly what is missing and which tests are skipped for it.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# need COMMAND PACKAGE WHY: make sure of a command, or stop and say what to install.
need() {
    command -v "$1" >/dev/null && return
    if can_install; then
        say "installing $2: $3"
        apt-get install -y --no-install-recommends "$2" >/dev/null 2>&1 ||
            { apt-get update >/dev/null && apt-get install -y --no-install-recommends "$2" >/dev/null; }
    else
        say "missing: $1 ($3). Install $2 with your system's package manager, then run this again."
        exit 3
    fi
}

command -v cargo >/dev/null || {
    say "missing: cargo. Install Rust from https://rustup.rs, then run this again."
    exit 3
}
need cc gcc "a C compiler and linker, for the TLS library"

exec cargo test --locked "$@"
