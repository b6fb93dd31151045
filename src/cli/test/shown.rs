//! Files as people see them.

use std::path::Path;

/// A file's name on one line.
pub(super) fn shown(path: &Path) -> String {
    let path = path.display().to_string();
    crate::report::text::name(&path).into_owned()
}
