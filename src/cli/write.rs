//! Writing scripts back into their files. A file is written over only while it is what was read,
//! it is whole at every moment, and it stays whose it was.

use super::scripts::Script;
use crate::config::Problem;
use crate::report::text::name;
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// What a file begins with where it says that it is UTF-8.
const MARK: &str = "\u{feff}";

/// Writes the text of a script anew: beside its file, and then in its place. A byte order mark that
/// was there stays, and so do mode, owner and links.
pub(super) fn write(script: &Script, path: &Path, text: &str) -> Result<(), Problem> {
    let name = name(script.source.name());
    let mark = if script.marked { MARK } else { "" };
    let old = [mark, script.source.text()].concat();
    let new = [mark, text].concat();
    replace(path, old.as_bytes(), new.as_bytes()).map_err(|why| match why {
        Unwritten::Changed => Problem::new(format!("{name} changed while it was checked"))
            .help("the file was not changed; run the command again"),
        Unwritten::Protected => Problem::new(format!("{name} is write-protected")).help(format!(
            "the file was not changed; `chmod u+w {name}` makes it writable"
        )),
        Unwritten::NoFile => Problem::new(format!("{name} cannot be overwritten"))
            .help("write to the standard output instead: `flow fmt - < FILE`"),
        Unwritten::Failed(error) => Problem::new(format!("cannot write {name}: {error}"))
            .help("the file was not changed; check its permissions and the space on the disk"),
        Unwritten::Half(error, kept) => Problem::new(format!("cannot write {name}: {error}")).help(
            format!("the file may be damaged; the new content is in {kept}"),
        ),
    })
}

/// Why a file was not written.
enum Unwritten {
    /// It is not what was read any more.
    Changed,
    /// Its owner does not want it written.
    Protected,
    /// It is a device, a pipe or the like.
    NoFile,
    /// Nothing was written.
    Failed(io::Error),
    /// A file that has to stay in its place was not written to its end; the new text is here.
    Half(io::Error, String),
}

impl From<io::Error> for Unwritten {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

fn replace(path: &Path, old: &[u8], new: &[u8]) -> Result<(), Unwritten> {
    // What a link leads to is written, and the link stays one.
    let target = fs::canonicalize(path)?;
    let about = fs::metadata(&target)?;
    if !about.is_file() {
        return Err(Unwritten::NoFile);
    }
    if about.permissions().readonly() {
        return Err(Unwritten::Protected);
    }
    let folder = target
        .parent()
        .ok_or(io::ErrorKind::NotFound)
        .map_err(io::Error::from)?;
    let mut beside = tempfile::Builder::new()
        .prefix(".flow-")
        .suffix(".new")
        .tempfile_in(folder)?;
    beside.write_all(new)?;
    beside.as_file().set_permissions(about.permissions())?;
    beside.as_file().sync_all()?;
    let in_place = !alone(&about)
        || keep_owner(beside.as_file(), &about).is_err()
        || keep_attributes(beside.as_file(), &target).is_err();
    if fs::read(&target)? != old {
        return Err(Unwritten::Changed);
    }
    match in_place {
        false => {
            beside.persist(&target).map_err(|error| error.error)?;
            Ok(())
        }
        true => write_in_place(&target, new, beside),
    }
}

/// A file with other names, or of an owner that another file cannot be given, is written where it
/// is; the whole text waits beside it until that is done.
fn write_in_place(target: &Path, new: &[u8], beside: NamedTempFile) -> Result<(), Unwritten> {
    let mut file = File::options().write(true).open(target)?;
    let written = file
        .write_all(new)
        .and_then(|()| file.set_len(new.len() as u64))
        .and_then(|()| file.sync_all());
    let Err(error) = written else {
        return Ok(());
    };
    let kept = match beside.keep() {
        Ok((_, path)) => path.display().to_string(),
        Err(_) => "no other place".to_owned(),
    };
    Err(Unwritten::Half(error, kept))
}

/// Whether it has no other name.
#[cfg(unix)]
fn alone(about: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(about) <= 1
}

#[cfg(not(unix))]
fn alone(_: &Metadata) -> bool {
    true
}

#[cfg(unix)]
fn keep_owner(file: &File, of: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let now = file.metadata()?;
    if (now.uid(), now.gid()) != (of.uid(), of.gid()) {
        fchown(file, Some(of.uid()), Some(of.gid()))?;
        // A change of the owner takes some bits of the mode away.
        file.set_permissions(fs::Permissions::from_mode(of.mode()))?;
    }
    Ok(())
}

/// What else the file system keeps of a file: lists of who may do what, labels, notes.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn keep_attributes(file: &File, of: &Path) -> io::Result<()> {
    use rustix::fs::{XattrFlags, fsetxattr, getxattr, getxattr_query, listxattr, listxattr_query};
    use rustix::io::Errno;
    let size = match listxattr_query(of) {
        Ok(size) => size,
        Err(Errno::NOTSUP) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let mut names = vec![0_u8; size];
    let size = listxattr(of, names.as_mut_slice())?;
    let names = names[..size].split(|byte| *byte == 0);
    for name in names.filter(|name| !name.is_empty()) {
        let mut value = vec![0_u8; getxattr_query(of, name)?];
        let size = getxattr(of, name, value.as_mut_slice())?;
        let value = &value[..size];
        // a label that every new file gets in that folder is there already, and only the machine may set it
        let mut there = vec![0_u8; size];
        let same = rustix::fs::fgetxattr(file, name, there.as_mut_slice());
        if same.is_ok_and(|size| &there[..size] == value) {
            continue;
        }
        fsetxattr(file, name, value, XattrFlags::empty())?;
    }
    Ok(())
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn keep_attributes(_: &File, _: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;
    use std::sync::Arc;

    fn script(path: &Path) -> Script {
        Script {
            source: Arc::new(Source::new("a.flow", "old\n")),
            path: Some(path.to_owned()),
            marked: false,
        }
    }

    #[test]
    fn what_changed_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.flow");
        fs::write(&path, "another's\n").unwrap();
        let problem = write(&script(&path), &path, "new\n").unwrap_err();
        assert!(
            problem.message.contains("changed while"),
            "{}",
            problem.message
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), "another's\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn mode_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a.flow"), "old\n").unwrap();
        fs::set_permissions(at("a.flow"), fs::Permissions::from_mode(0o751)).unwrap();
        fs::hard_link(at("a.flow"), at("same.flow")).unwrap();
        symlink("a.flow", at("link.flow")).unwrap();
        write(&script(&at("link.flow")), &at("link.flow"), "newer\n").unwrap();
        assert!(fs::symlink_metadata(at("link.flow")).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(at("same.flow")).unwrap(), "newer\n");
        fs::remove_file(at("same.flow")).unwrap();
        fs::write(at("a.flow"), "old\n").unwrap();
        write(&script(&at("link.flow")), &at("link.flow"), "new\n").unwrap();
        assert_eq!(fs::read_to_string(at("a.flow")).unwrap(), "new\n");
        let mode = fs::metadata(at("a.flow")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o751);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn a_protected_file_stays_as_it_is() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.flow");
        fs::write(&path, "old\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        let problem = write(&script(&path), &path, "new\n").unwrap_err();
        assert!(problem.message.contains("write-protected"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "old\n");
    }
}
