"""The package for Red Hat, Fedora, SUSE and their like."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from .tree import PACKAGE, VERSION


def make(release):
    if not release.is_linux or release.cpu not in ("x86_64", "aarch64"):
        return []
    if shutil.which("rpmbuild") is None:
        print("no .rpm: there is no rpmbuild here")
        return []
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        root = top / "root"
        release.stage(root)
        # where these systems look for completions of zsh
        zsh = root / "usr/share/zsh"
        if (zsh / "vendor-completions").exists():
            (zsh / "vendor-completions").rename(zsh / "site-functions")
        spec = top / "contactflow.spec"
        spec.write_text(text(release, root))
        call = ["rpmbuild", "-bb", "--quiet", "--target", release.cpu, "--define", f"_topdir {top}", "--define", "_buildhost release"]
        subprocess.run([*call, spec], check=True, stdout=subprocess.DEVNULL)
        made = next((top / "RPMS").rglob("*.rpm"))
        return [Path(shutil.copy(made, release.out))]


def text(release, root):
    files = sorted(f"/{path.relative_to(root)}" for path in root.rglob("*") if path.is_file())
    depends = "AutoReqProv: no" if "musl" in release.target else "AutoReqProv: yes"
    return f"""Name: contactflow
Version: {VERSION}
Release: 1
Summary: {PACKAGE['description']}
License: {PACKAGE['license']}
{depends}
%define __os_install_post %{{nil}}
%define _build_id_links none
%define debug_package %{{nil}}
%define _source_date_epoch_from_changelog 0
%define use_source_date_epoch_as_buildtime 1

%description
The command flow checks, tests and runs flows: small text files that say what a contact centre does with its
contacts. It drives NICE CXone, Cisco Finesse and easyCIM, and brings simulators of them.

%install
cp -a {root}/. %{{buildroot}}/

%files
%defattr(-,root,root)
{chr(10).join(f'"{file}"' for file in files)}
"""
