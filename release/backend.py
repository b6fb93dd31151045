"""Makes a wheel with `flow` for this machine, when `pip` installs this repository: PEP 517.

The command is downloaded from the release of this very version, and its SHA-256 sum is compared; where there is no
release for this machine, it is compiled, and that is said. Maturin would compile always, which takes minutes and needs
Rust on every machine that runs a hook before a commit.
"""

import os
import re
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from parts import wheel  # noqa: E402
from parts.tree import TOP, VERSION  # noqa: E402

NAME = "flow.exe" if os.name == "nt" else "flow"


def get_requires_for_build_wheel(config_settings=None):
    return []


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    platform = re.sub(r"[-.]", "_", sysconfig.get_platform())
    with tempfile.TemporaryDirectory() as folder:
        binary = command(Path(folder)).read_bytes()
    texts = {name: (TOP / name).read_bytes() for name in ("LICENSE-MIT", "LICENSE-APACHE")}
    return wheel.write(Path(wheel_directory), platform, NAME, binary, texts).name


def command(folder):
    """The command of this version: one that is named, else what the installer brings."""
    named = os.environ.get("FLOW_BINARY")
    if named:
        return Path(named)
    given = {"FLOW_VERSION": VERSION, "FLOW_TO": str(folder), "FLOW_SOURCE": str(TOP)}
    given["FLOW_RELEASES"] = os.environ.get("FLOW_RELEASES") or releases()
    script = TOP / "release"
    if os.name == "nt":
        call = ["powershell", "-NoProfile", "-ExecutionPolicy", "Bypass", "-File", script / "install.ps1"]
    else:
        call = ["sh", script / "install.sh"]
    subprocess.run(call, check=True, env={**os.environ, **{name: value for name, value in given.items() if value}})
    return folder / NAME


def releases():
    """The page of the releases, from where this repository was cloned."""
    asked = subprocess.run(["git", "remote", "get-url", "origin"], cwd=TOP, capture_output=True, text=True)
    return page(asked.stdout.strip()) if asked.returncode == 0 else ""


def page(remote):
    """`git@git.example:a/b.git` and `https://user@git.example/a/b` are `https://git.example/a/b/releases`."""
    found = re.fullmatch(r"(?:https://(?:[^@/]*@)?|(?:ssh://)?git@)([^:/]+)[:/](.+?)(?:\.git)?/?", remote)
    return f"https://{found[1]}/{found[2]}/releases" if found else ""
