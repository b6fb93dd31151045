"""The package for Debian and Ubuntu. A static binary depends on nothing."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from .tree import PACKAGE, TOP, VERSION

CPUS = {"x86_64": "amd64", "aarch64": "arm64"}


def make(release):
    if not release.is_linux or release.cpu not in CPUS:
        return []
    if shutil.which("dpkg-deb") is None:
        print("no .deb: there is no dpkg-deb here")
        return []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        release.stage(root)
        size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file()) // 1024
        put = root / "DEBIAN"
        put.mkdir(mode=0o755)
        (put / "control").write_text(control(CPUS[release.cpu], size, release))
        copyright_of(root)
        path = release.out / f"contactflow_{VERSION}-1_{CPUS[release.cpu]}.deb"
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", root, path], check=True, stdout=subprocess.DEVNULL)
    return [path]


def control(cpu, size, release):
    # a build that is not static needs the C library of the machine that built it
    depends = "" if "musl" in release.target else "Depends: libc6\n"
    return (
        f"Package: contactflow\nVersion: {VERSION}-1\nArchitecture: {cpu}\n"
        "Maintainer: Contactflow maintainers <maintainers@contactflow.example>\n"
        f"Installed-Size: {size}\n{depends}Section: utils\nPriority: optional\n"
        f"Description: {PACKAGE['description']}\n"
        " The command flow checks, tests and runs flows: small text files that say what a\n"
        " contact centre does with its contacts. It drives NICE CXone, Cisco Finesse and\n"
        " easyCIM, and brings simulators of them.\n"
    )


def copyright_of(root):
    text = "Contactflow is licensed under MIT or Apache 2.0, as you like.\n\n"
    text += (TOP / "LICENSE-MIT").read_text()
    text += "\n\nThe Apache licence is in /usr/share/common-licenses/Apache-2.0.\n"
    text += "What is inside beside Contactflow is in THIRD-PARTY.txt, beside this file.\n"
    (root / "usr/share/doc/contactflow/copyright").write_text(text)
