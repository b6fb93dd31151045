//! File addresses and paths.

use lsp_types::Uri;
use std::path::{Path, PathBuf};
use url::Url;

/// The path of a `file:` address; nothing for a text that is in no file.
pub fn path(uri: &Uri) -> Option<PathBuf> {
    let path = file_of(&Url::parse(&uri.0).ok()?)?;
    path.file_name().is_some().then_some(path)
}

/// The path of a `file:` address that is written so.
pub fn path_of(address: &str) -> Option<PathBuf> {
    path(&Uri(address.to_owned()))
}

/// The address of a path.
pub fn of_path(path: &Path) -> Uri {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    Uri(address(&whole).unwrap_or_else(|| format!("file:///{}", path.display())))
}

#[cfg(any(unix, windows))]
fn file_of(url: &Url) -> Option<PathBuf> {
    url.to_file_path().ok()
}

#[cfg(any(unix, windows))]
fn address(whole: &Path) -> Option<String> {
    Url::from_file_path(whole).ok().map(String::from)
}

/// A page in a browser has no files.
#[cfg(not(any(unix, windows)))]
fn file_of(_: &Url) -> Option<PathBuf> {
    None
}

#[cfg(not(any(unix, windows)))]
fn address(_: &Path) -> Option<String> {
    None
}

/// What a text is called in findings: its path, else its address.
pub fn name(uri: &Uri) -> String {
    path(uri).map_or_else(|| uri.0.clone(), |path| path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_come_back_from_their_addresses() {
        let paths = match cfg!(windows) {
            true => ["C:\\flows\\hold.flow", "C:\\a b\\é#1.flow"],
            false => ["/home/a b/100%.flow", "/x/é#1.flow"],
        };
        for text in paths {
            let uri = of_path(Path::new(text));
            assert_eq!(path(&uri), Some(PathBuf::from(text)), "{}", uri.0);
        }
        if cfg!(unix) {
            assert_eq!(of_path(Path::new("/a b")).0, "file:///a%20b");
        }
    }

    #[test]
    fn what_is_no_file_has_no_path() {
        assert_eq!(path(&Uri("untitled:Untitled-1".into())), None);
        assert_eq!(path(&Uri("file:".into())), None);
        assert_eq!(path(&Uri("not an address".into())), None);
    }
}
