"""What is made of all targets together: sums, installers, and the files for other people's package lists."""

import hashlib
import string

from . import npm
from .tree import PACKAGE, TOP, VERSION

TEMPLATES = TOP / "release/templates"


def finish(out, releases):
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.iterdir()) if is_archive(path)}
    targets = [name.removeprefix(f"contactflow-{VERSION}-").removesuffix(".tar.gz").removesuffix(".zip") for name in sums]
    npm.main_package(out, targets)
    for name in ("install.sh", "install.ps1"):
        text = (TOP / "release" / name).read_text()
        text = text.replace("@VERSION@", VERSION)
        if releases:
            text = text.replace("@RELEASES@", releases)
        # an installer that is downloaded by hand runs on Windows whatever its line ends are
        (out / name).write_text(text)
    values = {"version": VERSION, "description": PACKAGE["description"], "releases": releases}
    values |= {"home": releases.removesuffix("/releases")}
    for target in npm.PLATFORMS:
        ending = "zip" if "windows" in target else "tar.gz"
        values["sha256_" + target.replace("-", "_")] = sums.get(f"contactflow-{VERSION}-{target}.{ending}", "")
    if releases:
        for template in sorted(TEMPLATES.glob("*.in")):
            write(out, template, values)
    every = [path for path in sorted(out.iterdir()) if path.is_file() and path.name != "SHA256SUMS"]
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in every]
    (out / "SHA256SUMS").write_text("".join(lines))


def is_archive(path):
    return path.name.startswith(f"contactflow-{VERSION}-") and path.name.endswith((".tar.gz", ".zip"))


def write(out, template, values):
    """Fills a template; one whose archives this release does not have is not written."""
    filled = string.Template(template.read_text())
    asked = filled.get_identifiers() if hasattr(filled, "get_identifiers") else values
    missing = [name for name in asked if not values.get(name)]
    name = template.name.removesuffix(".in")
    if missing:
        print(f"{name} is not written: the release has no {', '.join(missing)}")
        return
    (out / name).write_text(filled.substitute(values))
