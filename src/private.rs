//! Places on this machine that are this user's alone: what is kept between runs, and what other
//! programs must not read or replace. Never a shared folder, where anybody may put a link.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A folder of this name for this user alone, made where it is not there. `Err`: the machine names no
/// place for it, or what is there belongs to somebody else or may be read by others.
pub(crate) fn folder(name: &str) -> io::Result<PathBuf> {
    let base = base().ok_or_else(|| {
        io::Error::new(
            io::ErrorKind::NotFound,
            "the environment names no folder of this user: set XDG_CACHE_HOME or HOME",
        )
    })?;
    let own = base.join("contactflow");
    std::fs::create_dir_all(&base)?;
    make(&own)?;
    let folder = own.join(name);
    make(&folder)?;
    Ok(folder)
}

/// Writes a file anew: beside it first, so that nobody reads half of it, and never through a link.
pub(crate) fn write(file: &Path, text: &[u8]) -> io::Result<()> {
    if std::fs::metadata(file).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        // A device, or a pipe: it belongs to the machine, and another file must not take its place.
        return std::fs::OpenOptions::new()
            .write(true)
            .open(file)?
            .write_all(text);
    }
    let beside = file.with_extension(format!("{:08x}", fastrand::u32(..)));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options
        .open(&beside)
        .and_then(|mut made| made.write_all(text))
        .and_then(|()| std::fs::rename(&beside, file));
    if written.is_err() {
        drop(std::fs::remove_file(&beside));
    }
    written
}

#[cfg(not(windows))]
fn base() -> Option<PathBuf> {
    let named = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let whole = |path: &PathBuf| path.is_absolute();
    named("XDG_CACHE_HOME")
        .filter(whole)
        .or_else(|| Some(named("HOME").filter(whole)?.join(".cache")))
}

#[cfg(windows)]
fn base() -> Option<PathBuf> {
    std::env::var_os("LOCALAPPDATA").map(PathBuf::from)
}

/// One folder, for this user alone.
pub(crate) fn make(folder: &Path) -> io::Result<()> {
    #[cfg_attr(not(unix), allow(unused_mut))]
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => own(folder),
        made => made,
    }
}

/// A folder that is there already, and no link; for nobody else to read or to write.
#[cfg(unix)]
fn own(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let there = std::fs::symlink_metadata(folder)?;
    if !there.is_dir() {
        let why = format!("{} is no folder, or a link to one", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotADirectory, why));
    }
    match there.permissions().mode() & 0o077 {
        0 => Ok(()),
        // It can be changed by its owner alone: this fails where it is somebody else's.
        _ => std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)),
    }
}

#[cfg(not(unix))]
fn own(folder: &Path) -> io::Result<()> {
    match std::fs::symlink_metadata(folder)?.is_dir() {
        true => Ok(()),
        false => Err(io::Error::from(io::ErrorKind::NotADirectory)),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn a_link_is_no_place_and_is_not_written_through() {
        let there = tempfile::tempdir().unwrap();
        let (real, link) = (there.path().join("real"), there.path().join("link"));
        make(&real).unwrap();
        symlink(&real, &link).unwrap();
        assert!(make(&link).is_err());
        let (target, file) = (there.path().join("target"), there.path().join("file"));
        std::fs::write(&target, "precious").unwrap();
        symlink(&target, &file).unwrap();
        write(&file, b"new").unwrap();
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "precious");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "new");
    }

    #[test]
    fn a_pipe_is_written_to_and_stays_one() {
        use std::os::unix::fs::FileTypeExt;
        use std::os::unix::net::UnixListener;
        let there = tempfile::tempdir().unwrap();
        let (socket, link) = (there.path().join("socket"), there.path().join("link"));
        let _listener = UnixListener::bind(&socket).unwrap();
        symlink(&socket, &link).unwrap();
        // Nothing can be written to a socket that way: what matters is that it stays one.
        for path in [&socket, &link] {
            assert!(write(path, b"x").is_err());
            assert!(std::fs::metadata(path).unwrap().file_type().is_socket());
        }
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[test]
    fn what_is_made_is_this_users_alone() {
        let there = tempfile::tempdir().unwrap();
        let (folder, file) = (there.path().join("own"), there.path().join("own/file"));
        make(&folder).unwrap();
        write(&file, b"x").unwrap();
        for (path, mode) in [(&folder, 0o700), (&file, 0o600)] {
            let found = std::fs::metadata(path).unwrap().permissions().mode();
            assert_eq!(found & 0o777, mode);
        }
    }
}
