#!/bin/sh
# Installs `flow` from a release of Contactflow: downloads the archive for this machine, compares its SHA-256
# sum, and copies the command. Where a release has no archive for this machine, it compiles, and says so.
#
#   sh install.sh [--version V] [--releases ADDRESS] [--sha256 SUM] [--to FOLDER] [--source FOLDER]
#
# The same from the environment: FLOW_VERSION, FLOW_RELEASES, FLOW_SHA256, FLOW_TO, FLOW_SOURCE.
# Exit codes: 0 installed; 3 not installed, with the reason.
set -eu

# a release writes its own here
version=${FLOW_VERSION:-@VERSION@}
releases=${FLOW_RELEASES:-@RELEASES@}
sha256=${FLOW_SHA256:-}
to=${FLOW_TO:-${HOME:-.}/.local/bin}
source=${FLOW_SOURCE:-}

say() { printf '%s\n' "$*" >&2; }
stop() {
    say "flow was not installed: $1"
    [ $# -lt 2 ] || say "help: $2"
    exit 3
}

while [ $# -gt 0 ]; do
    case $1 in
        --version | --releases | --sha256 | --to | --source)
            [ $# -ge 2 ] || stop "$1 needs a value"
            case $1 in
                --version) version=${2#v} ;;
                --releases) releases=$2 ;;
                --sha256) sha256=$2 ;;
                --to) to=$2 ;;
                --source) source=$2 ;;
            esac
            shift 2
            ;;
        -h | --help)
            sed -n '2,8s/^# \{0,1\}//p' "$0"
            exit 0
            ;;
        *) stop "unknown option $1" "sh install.sh --help" ;;
    esac
done
case $version in
    @* | '') stop "no version is named" "add --version, such as --version 0.1.0" ;;
    *[!0-9A-Za-z.+-]*) stop "$version is not a version" "write it as 0.1.0" ;;
esac
case $releases in @*) releases= ;; esac
releases=${releases%/}

# The machine, as Rust names it.
machine() {
    cpu=$(uname -m)
    case $cpu in
        amd64 | x86_64) cpu=x86_64 ;;
        arm64 | aarch64) cpu=aarch64 ;;
    esac
    case $(uname -s) in
        Linux) echo "$cpu-unknown-linux-musl" ;;
        Darwin) echo "$cpu-apple-darwin" ;;
        MINGW* | MSYS* | CYGWIN*) echo "$cpu-pc-windows-gnu" ;;
        *) echo "$cpu-$(uname -s)" ;;
    esac
}

# download ADDRESS FILE: 0 there it is, 1 the server has no such file; anything else ends the script.
download() {
    if command -v curl >/dev/null 2>&1; then
        code=0
        curl -fsSL --retry 3 -o "$2" "$1" 2>"$work/said" || code=$?
        case $code in 0) return 0 ;; 22 | 37) return 1 ;; esac
    elif command -v wget >/dev/null 2>&1; then
        code=0
        wget -q -O "$2" "$1" 2>"$work/said" || code=$?
        case $code in 0) return 0 ;; 8) return 1 ;; esac
    else
        stop "this machine has neither curl nor wget" "install one of them, then run this again"
    fi
    stop "cannot download $1: $(cat "$work/said")" "check the address and the network"
}

sum_of() {
    if command -v sha256sum >/dev/null 2>&1; then
        sha256sum "$1" | cut -d ' ' -f 1
    elif command -v shasum >/dev/null 2>&1; then
        shasum -a 256 "$1" | cut -d ' ' -f 1
    else
        stop "this machine has neither sha256sum nor shasum, so the archive cannot be compared" "install one of them"
    fi
}

compile() {
    say "$1; compiling it takes about four minutes"
    command -v cargo >/dev/null 2>&1 ||
        stop "there is no build of it, and no Rust to compile it" "install Rust 1.90 or later (https://rustup.rs) and a C compiler"
    if [ -n "$source" ]; then
        cargo install --locked --path "$source" --bin flow --root "$work/built" || stop "it does not compile here"
    else
        cargo install --locked --git "${releases%/releases}" --tag "v$version" --bin flow --root "$work/built" contactflow ||
            stop "it does not compile here"
    fi
    place "$work/built/bin"
}

# place FOLDER: copies the command from there, whole or not at all.
place() {
    mkdir -p "$to"
    for name in flow flow.exe; do
        [ -e "$1/$name" ] || continue
        cp "$1/$name" "$to/.$name.new"
        chmod 755 "$to/.$name.new"
        mv -f "$to/.$name.new" "$to/$name"
        said=$("$to/$name" --version) || stop "$to/$name does not run on this machine"
        say "installed $to/$name: $said"
    done
    case ":$PATH:" in
        *":$to:"*) ;;
        *) say "$to is not on the PATH: add it, or call $to/flow" ;;
    esac
    exit 0
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 3' HUP INT TERM

target=$(machine)
stem=contactflow-$version-$target
case $target in
    *windows*) archive=$stem.zip ;;
    *) archive=$stem.tar.gz ;;
esac
if [ -z "$releases" ]; then
    [ -n "$source" ] || stop "the page of the releases is not known" "add --releases, such as --releases https://git.example/contactflow/releases"
    compile "the page of the releases is not known"
fi
from=$releases/download/v$version
download "$from/$archive" "$work/$archive" || compile "$from has no flow $version for $target"
if [ -z "$sha256" ]; then
    download "$from/$archive.sha256" "$work/sum" || stop "$from has no sum of $archive" "name it with --sha256"
    sha256=$(cut -d ' ' -f 1 "$work/sum")
fi
found=$(sum_of "$work/$archive")
# never compiled instead: an archive that is not the released one is not to be passed over
[ "$found" = "$sha256" ] || stop "the SHA-256 sum of $archive is $found, not $sha256" "do not use that archive; report it to the project"
case $archive in
    *.zip) (cd "$work" && { unzip -q "$archive" 2>/dev/null || tar -xf "$archive"; }) || stop "cannot unpack $archive" ;;
    *) tar -xzf "$work/$archive" -C "$work" || stop "cannot unpack $archive" ;;
esac
place "$work/$stem"
