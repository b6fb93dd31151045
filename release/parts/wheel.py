"""The wheel: the command and its licences, and nothing else. `pip install` puts `flow` on the PATH.

Made by hand: a wheel is a zip file with three texts, and the same code serves where there is no Rust: the hook
before a commit (release/backend.py).
"""

import base64
import hashlib
import time
import zipfile

from .tree import EPOCH, PACKAGE, VERSION

# Static Linux binaries run on every libc, so they carry both names.
PLATFORMS = {
    "x86_64-unknown-linux-musl": "manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64",
    "aarch64-unknown-linux-musl": "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64",
    "x86_64-pc-windows-gnu": "win_amd64",
    "x86_64-apple-darwin": "macosx_11_0_x86_64",
    "aarch64-apple-darwin": "macosx_11_0_arm64",
}


def make(release):
    platform = PLATFORMS.get(release.target)
    if platform is None:
        return []
    texts = {name: (release.files / name).read_bytes() for name in ("LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY.txt")}
    return [write(release.out, platform, release.name, (release.files / release.name).read_bytes(), texts)]


def write(out, platform, name, binary, texts):
    """Writes a wheel with one command, and gives its path."""
    info = f"contactflow-{VERSION}.dist-info"
    files = {f"contactflow-{VERSION}.data/scripts/{name}": binary}
    files |= {f"{info}/licenses/{text}": data for text, data in texts.items()}
    files[f"{info}/METADATA"] = metadata(texts).encode()
    tags = "".join(f"Tag: py3-none-{one}\n" for one in platform.split("."))
    files[f"{info}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: contactflow\nRoot-Is-Purelib: false\n{tags}".encode()
    record = "".join(f"{path},sha256={digest(data)},{len(data)}\n" for path, data in files.items())
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    path = out / f"contactflow-{VERSION}-py3-none-{platform}.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as wheel:
        for file, data in files.items():
            entry = zipfile.ZipInfo(file, time.gmtime(EPOCH)[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if "/scripts/" in file else 0o100644) << 16
            wheel.writestr(entry, data)
    return path


def metadata(texts):
    lines = [
        "Metadata-Version: 2.4",
        "Name: contactflow",
        f"Version: {VERSION}",
        f"Summary: {PACKAGE['description']}",
        f"License-Expression: {PACKAGE['license']}",
        *(f"License-File: {name}" for name in texts),
        "Requires-Python: >=3.8",
        f"Keywords: {','.join(PACKAGE['keywords'])}",
        "Description-Content-Type: text/markdown",
        "",
        "The command `flow`: a small text language for contact centres, its checker and its interpreter.",
        "",
        "    flow init my-flows && cd my-flows",
        "    flow run hold.flow --input ContactId=1002",
        "",
        "That runs on a simulator inside the command, which needs no key and no network.",
        "",
    ]
    return "\n".join(lines)


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
