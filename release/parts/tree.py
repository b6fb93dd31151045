"""A release for one target: its binary, and the files that go with it everywhere."""

import gzip
import json
import os
import platform
import shutil
import re
import subprocess
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]


def package():
    """What Cargo.toml says of the package, with a Python that has no reader of TOML too."""
    text = (TOP / "Cargo.toml").read_text(encoding="utf-8")
    text = text.split("[package]", 1)[1].split("\n[", 1)[0]
    about = dict(re.findall(r'^([a-z-]+) = "(.*)"$', text, re.M))
    about["keywords"] = re.findall(r'"([^"]+)"', re.search(r"^keywords = (.*)$", text, re.M)[1])
    return about


PACKAGE = package()
VERSION = PACKAGE["version"]
EPOCH = int(os.environ.get("SOURCE_DATE_EPOCH", "315532800"))
SHELLS = {"bash": "flow.bash", "zsh": "_flow", "fish": "flow.fish", "powershell": "flow.ps1", "nushell": "flow.nu", "elvish": "flow.elv"}


class Release:
    """What is packed. `files` is a folder with everything but the binary's own packages."""

    def __init__(self, target, binary, out):
        self.target = target
        self.binary = binary
        self.out = out
        self.cpu = target.split("-")[0]
        self.is_windows = "windows" in target
        self.is_linux = "linux" in target
        self.is_mac = "darwin" in target
        self.name = "flow.exe" if self.is_windows else "flow"
        self.stem = f"contactflow-{VERSION}-{target}"
        self.kept = tempfile.TemporaryDirectory()
        self.files = Path(self.kept.name) / self.stem
        self.files.mkdir()
        shutil.copy(binary, self.files / self.name)
        os.chmod(self.files / self.name, 0o755)

    def write_texts(self, inside):
        """Licences, bill of materials, documents, examples, manual pages and completions."""
        from . import licences, sbom

        for name in ("README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"):
            shutil.copy(TOP / name, self.files)
        (self.files / "THIRD-PARTY.txt").write_text(licences.text(inside))
        bill = json.dumps(sbom.document(self.target, inside), indent=1) + "\n"
        (self.files / "contactflow.cdx.json").write_text(bill)
        (self.out / f"{self.stem}.cdx.json").write_text(bill)
        shutil.copytree(TOP / "examples", self.files / "examples", ignore=shutil.ignore_patterns("*.rs"))
        shutil.copytree(TOP / "docs", self.files / "docs")
        flow = self.runnable()
        if flow is None:
            print(f"no manual pages and completions for {self.target}: no `flow` runs here")
            return
        subprocess.run([flow, "man", self.files / "man"], check=True)
        (self.files / "completions").mkdir()
        for shell, name in SHELLS.items():
            made = subprocess.run([flow, "completions", shell], check=True, capture_output=True)
            (self.files / "completions" / name).write_bytes(made.stdout)

    def runnable(self):
        """A `flow` that runs on this machine: this one, or the one that FLOW_HERE names."""
        here = os.environ.get("FLOW_HERE")
        if here:
            return here
        machine = {"arm64": "aarch64", "AMD64": "x86_64"}.get(platform.machine(), platform.machine())
        system = {"Linux": self.is_linux, "Darwin": self.is_mac, "Windows": self.is_windows}
        fits = self.cpu == machine and system.get(platform.system(), False)
        return self.files / self.name if fits else None

    def pages(self):
        """The manual pages, compressed as packages have them."""
        pages = sorted((self.files / "man").glob("*.1")) if (self.files / "man").is_dir() else []
        return [(f"{page.name}.gz", gzip.compress(page.read_bytes(), mtime=0)) for page in pages]

    def stage(self, root):
        """The files of a Linux package, below `root`."""
        def put(path, data, mode=0o644):
            path = root / path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data if isinstance(data, bytes) else Path(data).read_bytes())
            os.chmod(path, mode)

        put("usr/bin/flow", self.files / self.name, 0o755)
        for name, data in self.pages():
            put(f"usr/share/man/man1/{name}", data)
        shells = {
            "flow.bash": "usr/share/bash-completion/completions/flow",
            "_flow": "usr/share/zsh/vendor-completions/_flow",
            "flow.fish": "usr/share/fish/vendor_completions.d/flow.fish",
        }
        for name, path in shells.items():
            if (self.files / "completions" / name).exists():
                put(path, self.files / "completions" / name)
        for unit in sorted((TOP / "release/templates").glob("*.service")) + sorted((TOP / "release/templates").glob("*.timer")):
            put(f"usr/lib/systemd/system/{unit.name}", unit)
        about = "usr/share/doc/contactflow"
        for name in ("README.md", "LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY.txt", "contactflow.cdx.json"):
            put(f"{about}/{name}", self.files / name)
        put(f"{about}/changelog.gz", gzip.compress((TOP / "CHANGELOG.md").read_bytes(), mtime=0))
        for folder in ("examples", "docs"):
            for file in sorted((self.files / folder).rglob("*")):
                if file.is_file():
                    put(f"{about}/{file.relative_to(self.files)}", file)
        for path in sorted(root.rglob("*")):
            if path.is_dir():
                os.chmod(path, 0o755)
            os.utime(path, (EPOCH, EPOCH))
