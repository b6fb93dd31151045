#!/usr/bin/env bash
# Makes a release of Contactflow, or the part of it that this machine can make:
#
#   release/build.sh [--out FOLDER] [--releases ADDRESS] [--binary TARGET=FILE]... [TARGET]...
#
# TARGETs are Rust's; without any, the static build for this machine's processor. For each there is an archive with
# its SHA-256 sum, licences and bill of materials, and the packages that hold it: .deb, .rpm, wheel, npm.
# --binary packs a file that was built before. --releases is the page where the files will be, such as
# https://git.example/contactflow/releases; installers and `flow init` are told it.
#
# Needs: cargo, python3, and for each target a linker (musl-tools, gcc-mingw-w64-x86-64, or cargo-zigbuild with
# ziglang for all others but macOS, which needs a Mac). dpkg-deb and rpmbuild, where their packages are wanted.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

out=target/release-files
releases=${CONTACTFLOW_RELEASES:-}
# macOS has an old bash: no table, and an empty list is an error there
targets=()
built=()
while [ $# -gt 0 ]; do
    case $1 in
        --out) out=$2 && shift 2 ;;
        --releases) releases=${2%/} && shift 2 ;;
        --binary) built+=("$2") && shift 2 ;;
        -h | --help) sed -n '2,13s/^# \{0,1\}//p' "$0" && exit 0 ;;
        -*) say "unknown option $1" && exit 3 ;;
        *) targets+=("$1") && shift ;;
    esac
done
if [ ${#targets[@]} = 0 ] && [ ${#built[@]} = 0 ]; then
    targets=("$(uname -m)-unknown-linux-musl")
fi

# What the binary is told of itself; the same commit gives the same files.
if commit=$(git log -1 --abbrev=9 --format='%h %cs' 2>/dev/null); then
    export CONTACTFLOW_COMMIT=${CONTACTFLOW_COMMIT:-$commit}
    SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
fi
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-315532800}
[ -z "$releases" ] || export CONTACTFLOW_RELEASES=$releases
# no folder of this machine is in the binary
home=${CARGO_HOME:-$HOME/.cargo}
flags="--remap-path-prefix=$home/registry/src=crates"
# What the journal asks of SQLite is in its core: search in texts, maps, statistics and JSON are 0.3 MB
export LIBSQLITE3_FLAGS="-USQLITE_ENABLE_FTS3 -USQLITE_ENABLE_FTS3_PARENTHESIS -USQLITE_ENABLE_FTS5 \
    -USQLITE_ENABLE_RTREE -USQLITE_ENABLE_DBSTAT_VTAB -USQLITE_ENABLE_STAT4 -USQLITE_ENABLE_LOAD_EXTENSION \
    -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_OMIT_JSON"

# The command that builds for a target here, or nothing.
builder() {
    case $1 in
        "$(rustc -vV | sed -n 's/^host: //p')") echo build && return ;;
        "$(uname -m)-unknown-linux-musl") command -v musl-gcc >/dev/null && echo build && return ;;
        *-apple-darwin) [ "$(uname -s)" = Darwin ] && echo build && return ;;
        x86_64-pc-windows-gnu) command -v x86_64-w64-mingw32-gcc >/dev/null && echo build && return ;;
    esac
    case $1 in *-apple-darwin) return ;; esac
    command -v cargo-zigbuild >/dev/null && echo zigbuild
}

for target in ${targets[@]+"${targets[@]}"}; do
    rustup target add "$target" >/dev/null 2>&1 || true
    how=$(builder "$target" || true)
    if [ -z "$how" ]; then
        say "skipped $target: this machine has no linker for it"
        continue
    fi
    # what unwinding a panic needs to know of the stack is 0.5 MB shorter with frame pointers; ARM has them anyway
    case $target in
        x86_64-*-linux-*) export CARGO_ENCODED_RUSTFLAGS=$flags$'\x1f'-Cforce-frame-pointers=yes ;;
        *) export CARGO_ENCODED_RUSTFLAGS=$flags ;;
    esac
    case $how-$target in
        # the addresses that are filled in at the start, packed: they are three quarters of a megabyte otherwise
        build-*-linux-musl)
            # no panic passes C: what it would take to unwind it is 0.1 MB
            name=CFLAGS_$(echo "$target" | tr - _)
            export "$name=${!name:-} -fno-asynchronous-unwind-tables -fno-unwind-tables"
            cargo rustc --locked --profile dist --target "$target" --bin flow -- -C link-arg=-Wl,-z,pack-relative-relocs ;;
        *) cargo "$how" --locked --profile dist --target "$target" --bin flow ;;
    esac
    name=flow
    case $target in *windows*) name=flow.exe ;; esac
    built+=("$target=${CARGO_TARGET_DIR:-target}/$target/dist/$name")
done
[ ${#built[@]} -gt 0 ] || { say "nothing was built" && exit 3; }

for one in "${built[@]}"; do
    python3 release/package.py "${one%%=*}" "${one#*=}" --out "$out" --releases "$releases"
done
python3 release/package.py --finish --out "$out" --releases "$releases"
ls -l "$out" >&2
