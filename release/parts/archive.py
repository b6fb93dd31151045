"""The archive that people and installers download, and its sum."""

import gzip
import hashlib
import io
import tarfile
import time
import zipfile

from .tree import EPOCH


def make(release):
    files = sorted(path for path in release.files.rglob("*") if path.is_file())
    path = (zipped if release.is_windows else tarred)(release, files)
    return [path, summed(path)]


def summed(path):
    """`SUM  NAME`, as sha256sum reads it."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    beside = path.with_name(path.name + ".sha256")
    beside.write_text(f"{found}  {path.name}\n")
    return beside


def tarred(release, files):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for path in files:
            info = tar.gettarinfo(path, f"{release.stem}/{path.relative_to(release.files)}")
            info.uid = info.gid = 0
            info.uname = info.gname = "root"
            info.mtime = EPOCH
            info.mode = 0o755 if path.name == release.name else 0o644
            with path.open("rb") as data:
                tar.addfile(info, data)
    out = release.out / f"{release.stem}.tar.gz"
    out.write_bytes(gzip.compress(raw.getvalue(), 9, mtime=EPOCH))
    return out


def zipped(release, files):
    out = release.out / f"{release.stem}.zip"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in files:
            name = f"{release.stem}/{path.relative_to(release.files).as_posix()}"
            info = zipfile.ZipInfo(name, time.gmtime(EPOCH)[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (0o755 if path.name == release.name else 0o644) << 16
            archive.writestr(info, path.read_bytes())
    return out
