#!/usr/bin/env bash
# Runs every test. Installs what the tests need beyond Rust where it can (as root on Debian);
# elsewhere it says plainly what is missing and which tests are skipped for it.
set -euo pipefail
cd "$(dirname "$0")/.."
# the compiler is asked on its standard input what it can do: nothing else may stand there
exec </dev/null

say() { printf '%s\n' "$*" >&2; }

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# Servers among the packages are not started: the tests start their own.
install() (
    export DEBIAN_FRONTEND=noninteractive
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"
        trap 'rm -f "$policy"' EXIT
    fi
    apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1 ||
        { apt-get update >/dev/null && apt-get install -y --no-install-recommends "$@" >/dev/null; }
)

# need COMMAND PACKAGE WHY: make sure of a command, or stop and say what to install.
need() {
    command -v "$1" >/dev/null && return
    if can_install; then
        say "installing $2: $3"
        install "$2"
    else
        say "missing: $1 ($3). Install $2 with your system's package manager, then run this again."
        exit 3
    fi
}

# want COMMAND PACKAGE WHICH: make sure of a command if that can be, or say which tests are skipped.
want() {
    command -v "$1" >/dev/null && return
    if can_install; then
        say "installing $2: $3"
        install "$2" && return
    fi
    say "skipped: $3, because there is no $1 here (Debian's package $2)"
    complete=0
}

# want_python MODULE PACKAGE WHICH: the same for what Python imports, in a folder of its own: into one
# where another has put commands already, pip would copy none.
want_python() {
    export PYTHONPATH="$python/$1${PYTHONPATH:+:$PYTHONPATH}" PATH="$python/$1/bin:$PATH"
    python3 -c "import $1" 2>/dev/null && return
    say "installing $2: $3"
    PIP_ROOT_USER_ACTION=ignore python3 -m pip install --quiet --disable-pip-version-check --target "$python/$1" "$2" >&2 &&
        python3 -c "import $1" 2>/dev/null && return
    say "skipped: $3, because Python has no $1 here (PyPI's package $2)"
    complete=0
}

# want_node MODULE VERSION WHICH: the same for what Node requires.
want_node() {
    [ -e "$node/node_modules/$1" ] && return
    say "installing $1: $3"
    npm install --silent --no-audit --no-fund --prefix "$node" "$1@$2" >&2 &&
        [ -e "$node/node_modules/$1" ] && return
    say "skipped: $3, because Node has no $1 here (npm's package $1@$2)"
    complete=0
}

command -v cargo >/dev/null || {
    say "missing: cargo. Install Rust from https://rustup.rs, then run this again."
    exit 3
}
need cc gcc "a C compiler and linker, for the TLS library"

# Parts that nobody here wrote, against which the protocols are proven.
complete=1
target=${CARGO_TARGET_DIR:-target}
python=$(mkdir -p "$target" && cd "$target" && pwd)/python
node=$(mkdir -p "$target/tools" && cd "$target/tools" && pwd)
export CONTACTFLOW_NODE_MODULES="$node/node_modules"
want git git "the tests of what changed since a revision"
want curl curl "the tests of the installer"
want faketime faketime "the tests on another day"
want prosody prosody "the tests of events from a real XMPP server"
want chromium chromium "the tests in a real browser"
want promtool prometheus "the tests of the alert rules and the dashboard with Prometheus's own tool"
want prometheus prometheus "the test of an alert that fires in Prometheus itself"
want systemd-analyze systemd "the test of the units as systemd reads them"
want systemd-socket-activate systemd "the test of a service that systemd starts at the first connection"
want nvim neovim "the tests of the language server with a real editor"
want node nodejs "the tests of the editors' grammars and of Socket.IO with its own client"
want npm npm "the tests of the editors' grammars and of Socket.IO with its own client"
if command -v npm >/dev/null; then
    want_node socket.io-client 2.2.0 "the tests of the simulated toolbar with a Socket.IO client"
    want_node @restatedev/restate-server 1.7.12 "the tests of runs on an engine"
    want_node axe-core 4.11.0 "the tests of how well pages can be used with a screen reader"
    want_node vscode-textmate 9.3.2 "the tests of the VS Code grammar"
    want_node vscode-oniguruma 2.0.1 "the tests of the VS Code grammar"
fi
want python3 python3 "the tests of the simulators with clients in Python"
if command -v python3 >/dev/null; then
    python3 -m pip --version >/dev/null 2>&1 || { can_install && install python3-pip; } || true
    want_python slixmpp slixmpp "the tests of the simulated events with an XMPP client"
    want_python pre_commit pre-commit "the tests of the hooks before a commit"
    want_python mcp mcp "the test of the server for assistants with the protocol's own client"
    want_python opentelemetry.proto opentelemetry-proto "the reading of traces with OpenTelemetry's own protocol"
    want_python phonenumbers phonenumbers "the comparison of phone numbers with Google's library"
    if python3 -c "import phonenumbers" 2>/dev/null; then
        mkdir -p "$python"
        export FLOW_PHONE_NUMBERS="$python/phone-numbers.tsv"
        python3 tests/value/phone_plans.py vectors 20000 >"$FLOW_PHONE_NUMBERS"
    fi
fi
# The core, which host programs embed, has no network and builds for the web.
web=wasm32-unknown-unknown
if command -v rustup >/dev/null && rustup target add "$web" >/dev/null 2>&1; then
    cargo check --locked --lib --no-default-features --target "$web"
    if command -v npm >/dev/null; then
        say "building the playground for its tests"
        export CONTACTFLOW_PLAYGROUND="$node/playground.html"
        playground/build.sh --quick "$CONTACTFLOW_PLAYGROUND" >&2 || {
            say "skipped: the tests of the playground, because it cannot be built here"
            complete=0
        }
    fi
else
    say "skipped: the build of the core for $web, because that target cannot be added here"
    cargo check --locked --lib --no-default-features
    say "skipped: the tests of the playground, for the same reason"
    complete=0
fi

# Where everything is there, a test that finds it missing is wrong.
if [ "$complete" = 1 ]; then export CONTACTFLOW_REQUIRE_TOOLS=1; fi

exec cargo test --locked --no-fail-fast "$@"
