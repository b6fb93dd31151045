#!/usr/bin/env bash
# Installs what release/build.sh has made into clean places, and runs a flow with each: release/try.sh FOLDER
# What this machine has no tool for is skipped by name. As root on Debian, the .deb is installed and removed again.
set -euo pipefail

files=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cpu=$(uname -m)

# tried NAME COMMAND...: a hold on the simulator, which is refused twice before it succeeds.
tried() {
    name=$1 && shift
    cp "$top/examples/hold.flow" "$place/hold.flow"
    begun=$(date +%s%N)
    (cd "$place" && env -i PATH="$PATH" HOME="$place" TZ=UTC "$@" run hold.flow --input ContactId=1002) >"$place/said" 2>&1 ||
        { cat "$place/said" && echo "FAILED: $name" && exit 1; }
    took=$((($(date +%s%N) - begun) / 1000000))
    echo "tried $name: $("$@" --version), hold.flow succeeded, $took ms"
}
first() { find "$files" -maxdepth 1 -name "$1" | sort | head -n 1; }

archive=$(first "contactflow-*-$cpu-*linux*.tar.gz")
if [ -n "$archive" ]; then
    (cd "$files" && sha256sum --check --quiet "$(basename "$archive").sha256")
    tar -xzf "$archive" -C "$place"
    tried "the archive" "$place/$(basename "$archive" .tar.gz)/flow"
    ls -l "$place/$(basename "$archive" .tar.gz)/flow"
fi

wheel=$(first "contactflow-*manylinux*_$cpu.*.whl")
if [ -n "$wheel" ] && command -v python3 >/dev/null; then
    python3 -m venv "$place/venv"
    "$place/venv/bin/pip" install --quiet --no-index --disable-pip-version-check "$wheel"
    tried "the wheel in a venv" "$place/venv/bin/flow"
fi

case $cpu in x86_64) node=x64 ;; *) node=arm64 ;; esac
platform=$(first "contactflow-linux-$node-*.tgz")
if [ -n "$platform" ] && command -v npm >/dev/null; then
    main=$(find "$files" -maxdepth 1 -name 'contactflow-[0-9]*.tgz' | head -n 1)
    npm install --silent --no-audit --no-fund --offline --omit=optional --prefix "$place/npm" --global "$platform" "$main"
    tried "the npm packages in a prefix" "$place/npm/bin/flow"
fi

deb=$(first "contactflow_*.deb")
if [ -n "$deb" ] && command -v dpkg >/dev/null && [ "$(dpkg --print-architecture)" = "$(dpkg-deb --field "$deb" Architecture)" ] && [ "$(id -u)" = 0 ]; then
    dpkg --install "$deb" >/dev/null
    tried "the .deb" /usr/bin/flow
    for file in man/man1/flow.1.gz man/man1/flow-run.1.gz bash-completion/completions/flow zsh/vendor-completions/_flow fish/vendor_completions.d/flow.fish; do
        [ -s "/usr/share/$file" ] || { echo "FAILED: the .deb has no /usr/share/$file" && exit 1; }
    done
    if command -v man >/dev/null; then man --warnings --where flow-run >/dev/null || echo "(this machine's man is not set up to find pages)"; fi
    if command -v systemd-analyze >/dev/null; then
        systemd-analyze verify --man=no /usr/lib/systemd/system/contactflow@hold.service /usr/lib/systemd/system/contactflow-resume.service
    fi
    bash -c '. /usr/share/bash-completion/completions/flow && complete -p flow' >/dev/null
    dpkg --purge contactflow >/dev/null
    [ ! -e /usr/bin/flow ] || { echo "FAILED: the .deb leaves files behind" && exit 1; }
else
    echo "skipped: the .deb (needs root on Debian)"
fi

rpm=$(first "contactflow-*.rpm")
if [ -n "$rpm" ] && command -v rpm2cpio >/dev/null && command -v cpio >/dev/null && [ "${rpm##*-1.}" = "$cpu.rpm" ]; then
    mkdir "$place/rpm" && (cd "$place/rpm" && rpm2cpio "$rpm" | cpio --quiet -id)
    tried "the .rpm, unpacked" "$place/rpm/usr/bin/flow"
else
    echo "skipped: the .rpm (needs rpm2cpio and cpio)"
fi

exe=$(first "contactflow-*windows-gnu.zip")
if [ -n "$exe" ] && wine=$(command -v wine64 || command -v wine || ls /usr/lib/wine/wine64 2>/dev/null); then
    python3 -m zipfile -e "$exe" "$place"
    export WINEDEBUG=-all
    tried "the Windows build, in Wine" "$wine" "$place/$(basename "$exe" .zip)/flow.exe"
else
    echo "skipped: the Windows build (needs Wine)"
fi
