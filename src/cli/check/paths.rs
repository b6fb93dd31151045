//! Files as other programs know them: from the top of the repository.

use std::path::{Component, Path, PathBuf};

/// Where paths are counted from.
#[derive(Clone, Debug)]
pub(super) struct Top {
    here: PathBuf,
    top: PathBuf,
}

impl Top {
    /// The nearest folder here or above that holds a repository, else this folder.
    pub fn find() -> Self {
        let here = std::env::current_dir().unwrap_or_default();
        let is_top = |folder: &&Path| folder.join(".git").exists();
        let top = here.ancestors().find(is_top).unwrap_or(&here).to_owned();
        Self { here, top }
    }

    /// The path of a file, with `/`: whole where it is somewhere else.
    pub fn path(&self, name: &str) -> String {
        if name.starts_with('<') {
            return name.to_owned();
        }
        let whole = straight(&self.here.join(name));
        let inside = whole.strip_prefix(&self.top).unwrap_or(&whole);
        let text = inside.to_string_lossy();
        match std::path::MAIN_SEPARATOR {
            '/' => text.into_owned(),
            separator => text.replace(separator, "/"),
        }
    }
}

/// A path without `.` and `..`.
fn straight(path: &Path) -> PathBuf {
    let mut straight = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                straight.pop();
            }
            part => straight.push(part),
        }
    }
    straight
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_counted_from_the_top() {
        let top = Top {
            here: PathBuf::from("/work/flows/night"),
            top: PathBuf::from("/work"),
        };
        assert_eq!(top.path("a.flow"), "flows/night/a.flow");
        assert_eq!(top.path("./../b.flow"), "flows/b.flow");
        assert_eq!(top.path("/elsewhere/c.flow"), "/elsewhere/c.flow");
        assert_eq!(top.path("<stdin>"), "<stdin>");
    }
}
