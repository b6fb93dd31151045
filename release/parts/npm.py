"""The npm packages: one for each platform with the command, and `contactflow`, which starts the one that fits."""

import gzip
import io
import json
import tarfile

from .tree import EPOCH, PACKAGE, VERSION

PLATFORMS = {
    "x86_64-unknown-linux-musl": ("linux", "x64"),
    "aarch64-unknown-linux-musl": ("linux", "arm64"),
    "x86_64-pc-windows-gnu": ("win32", "x64"),
    "x86_64-apple-darwin": ("darwin", "x64"),
    "aarch64-apple-darwin": ("darwin", "arm64"),
}

# No script runs when it is installed: many companies forbid that.
START = """#!/usr/bin/env node
// Starts the command `flow` of the package for this platform, which npm has installed beside this one.
const { spawnSync } = require('node:child_process');
const { constants } = require('node:os');

const name = `contactflow-${process.platform}-${process.arch}`;
let command;
try {
  command = require.resolve(`${name}/${process.platform === 'win32' ? 'flow.exe' : 'flow'}`);
} catch {
  console.error(`flow: the package ${name} is not installed: npm leaves it out with --omit=optional, and on platforms without one`);
  process.exit(3);
}
// A signal that asks the terminal's programs to end goes to both: `flow` decides, and this waits for it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
const ended = spawnSync(command, process.argv.slice(2), { stdio: 'inherit' });
if (ended.error) {
  console.error(`flow: cannot start ${command}: ${ended.error.message}`);
  process.exit(3);
}
process.exit(ended.status ?? 128 + constants.signals[ended.signal]);
"""


def make(release):
    if release.target not in PLATFORMS:
        return []
    system, cpu = PLATFORMS[release.target]
    name = f"contactflow-{system}-{cpu}"
    about = common(name) | {"description": f"The command flow of Contactflow for {system} on {cpu}", "os": [system], "cpu": [cpu]}
    files = {"package.json": dumped(about), release.name: (release.files / release.name).read_bytes()}
    for text in ("LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY.txt"):
        files[text] = (release.files / text).read_bytes()
    return [packed(release.out, name, files, release.name)]


def main_package(out, targets):
    """The package that people install, for the platforms that this release has."""
    there = [PLATFORMS[target] for target in targets if target in PLATFORMS]
    names = sorted(f"contactflow-{system}-{cpu}" for system, cpu in there)
    about = common("contactflow") | {
        "description": PACKAGE["description"],
        "bin": {"flow": "flow.js"},
        "optionalDependencies": {name: VERSION for name in names},
    }
    files = {"package.json": dumped(about), "flow.js": START.encode()}
    return packed(out, "contactflow", files, "flow.js")


def common(name):
    return {
        "name": name,
        "version": VERSION,
        "license": f"({PACKAGE['license']})",
        "keywords": PACKAGE["keywords"],
        "engines": {"node": ">=16"},
    }


def dumped(about):
    return (json.dumps(about, indent=2) + "\n").encode()


def packed(out, name, files, command):
    """What `npm pack` writes: a tar file whose paths begin with `package/`."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for file, data in files.items():
            info = tarfile.TarInfo(f"package/{file}")
            info.size, info.mtime, info.mode = len(data), EPOCH, 0o755 if file == command else 0o644
            tar.addfile(info, io.BytesIO(data))
    path = out / f"{name}-{VERSION}.tgz"
    path.write_bytes(gzip.compress(raw.getvalue(), 9, mtime=EPOCH))
    return path
