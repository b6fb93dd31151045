//! File addresses and paths.

use lsp_types::Uri;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use std::path::{Path, PathBuf};

/// What an address may not hold as it stands.
const KEPT_OUT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The path of a `file:` address; nothing for a text that is in no file.
pub fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.0.strip_prefix("file://")?;
    let (_host, path) = rest.split_at(rest.find('/')?);
    let path = percent_decode_str(path).decode_utf8().ok()?;
    Some(PathBuf::from(without_drive_slash(&path)))
}

/// The path of a `file:` address that is written so.
pub fn path_of(address: &str) -> Option<PathBuf> {
    path(&Uri(address.to_owned()))
}

/// `/C:/x` is `C:/x`.
fn without_drive_slash(path: &str) -> &str {
    let bytes = path.as_bytes();
    let drive = bytes.len() > 2 && bytes[1].is_ascii_alphabetic() && bytes[2] == b':';
    if drive { &path[1..] } else { path }
}

/// The address of a path.
pub fn of_path(path: &Path) -> Uri {
    let text = path.to_string_lossy().replace('\\', "/");
    let slash = if text.starts_with('/') { "" } else { "/" };
    let encoded = utf8_percent_encode(&text, KEPT_OUT);
    Uri(format!("file://{slash}{encoded}"))
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
        for text in ["/home/a b/100%.flow", "/x/é#1.flow", "C:/flows/hold.flow"] {
            let uri = of_path(Path::new(text));
            assert_eq!(path(&uri), Some(PathBuf::from(text)), "{}", uri.0);
        }
        assert_eq!(of_path(Path::new("/a b")).0, "file:///a%20b");
        assert_eq!(of_path(Path::new("C:\\x")).0, "file:///C:/x");
    }

    #[test]
    fn what_is_no_file_has_no_path() {
        assert_eq!(path(&Uri("untitled:Untitled-1".into())), None);
        assert_eq!(path(&Uri("file:".into())), None);
        assert_eq!(path(&Uri("file:///%ff".into())), None);
    }
}
