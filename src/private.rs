//! Places on this machine that are this user's alone: what is kept between runs, and what other
//! programs must not read or replace. What is written into a folder of the user's choice, which may be a shared
//! one where anybody may put a link, is written by the same hand.

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

/// Writes a file for this user alone: beside it first, so that nobody reads half of it, and never through a link.
pub(crate) fn write(file: &Path, text: &[u8]) -> io::Result<()> {
    put(file, text, 0o600)
}

/// The same of a file that others may read, as far as the machine's mask lets them: a page, a recording. One that
/// is there keeps its mode.
pub(crate) fn write_for_all(file: &Path, text: &[u8]) -> io::Result<()> {
    put(file, text, mode_of(file).unwrap_or(0o666))
}

/// The permissions of a file that is there and no link.
#[cfg(unix)]
fn mode_of(file: &Path) -> Option<u32> {
    let there = std::fs::symlink_metadata(file).ok()?;
    let mode = std::os::unix::fs::PermissionsExt::mode(&there.permissions());
    there.is_file().then_some(mode & 0o777)
}

#[cfg(not(unix))]
fn mode_of(_: &Path) -> Option<u32> {
    None
}

fn put(file: &Path, text: &[u8], mode: u32) -> io::Result<()> {
    if std::fs::metadata(file).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        // A device, or a pipe: it belongs to the machine, and another file must not take its place.
        return std::fs::OpenOptions::new()
            .write(true)
            .open(file)?
            .write_all(text);
    }
    let beside = beside(file);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let written = options
        .open(&beside)
        .and_then(|mut made| made.write_all(text).and_then(|()| made.sync_all()))
        .and_then(|()| std::fs::rename(&beside, file));
    if written.is_err() {
        drop(std::fs::remove_file(&beside));
    }
    written
}

/// Whether a file can be written there, as far as one can see without touching it.
pub(crate) fn may_write(file: &Path) -> io::Result<()> {
    if std::fs::symlink_metadata(file).is_ok_and(|there| there.is_dir()) {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    if std::fs::metadata(file).is_ok_and(|there| !there.is_file()) {
        return Ok(());
    }
    let beside = beside(file);
    std::fs::File::create_new(&beside)?;
    std::fs::remove_file(&beside)
}

fn beside(file: &Path) -> PathBuf {
    file.with_extension(format!("{:08x}", fastrand::u32(..)))
}

/// A folder below another, which no link leads out of: what is written into it stays below.
pub(crate) fn stays_below(folder: &Path, top: &Path) -> io::Result<()> {
    let top = std::fs::canonicalize(top)?;
    // what is not there yet is no link
    let there = folder
        .ancestors()
        .find_map(|part| std::fs::canonicalize(part).ok());
    match there.is_none_or(|there| there.starts_with(&top)) {
        true => Ok(()),
        false => {
            let why = format!("{} is a link to another place", folder.display());
            Err(io::Error::new(io::ErrorKind::NotADirectory, why))
        }
    }
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
    fn what_others_may_read_keeps_its_mode_and_no_link_is_written_through() {
        let there = tempfile::tempdir().unwrap();
        let (file, target, link) = ("page", "target", "link");
        let at = |name: &str| there.path().join(name);
        std::fs::write(at(file), "old").unwrap();
        std::fs::set_permissions(at(file), std::fs::Permissions::from_mode(0o640)).unwrap();
        write_for_all(&at(file), b"new").unwrap();
        let mode = |name: &str| std::fs::metadata(at(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(file), 0o640);
        std::fs::write(at(target), "precious").unwrap();
        symlink(at(target), at(link)).unwrap();
        may_write(&at(link)).unwrap();
        write_for_all(&at(link), b"new").unwrap();
        assert_eq!(std::fs::read_to_string(at(target)).unwrap(), "precious");
        assert_eq!(std::fs::read_to_string(at(link)).unwrap(), "new");
        assert!(may_write(&at("nowhere/page")).is_err());
        assert_eq!(std::fs::read_dir(there.path()).unwrap().count(), 3);
    }

    #[test]
    fn a_folder_that_is_a_link_leads_out() {
        let (there, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let at = |name: &str| there.path().join(name);
        symlink(other.path(), at("out")).unwrap();
        std::fs::create_dir(at("in")).unwrap();
        symlink(at("in"), at("inside")).unwrap();
        for (folder, stays) in [
            ("in", true),
            ("in/new/er", true),
            ("inside", true),
            ("out", false),
            ("out/new", false),
        ] {
            assert_eq!(
                stays_below(&at(folder), there.path()).is_ok(),
                stays,
                "{folder}"
            );
        }
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
