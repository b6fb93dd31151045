//! The files on the disk that open texts use, where the editor does not tell when one changes.

use super::settings::stamp;
use crate::source::Source;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

/// Files as they were when somebody last looked.
#[derive(Debug, Default)]
pub(super) struct Files {
    seen: HashMap<String, Option<(SystemTime, u64)>>,
}

impl Files {
    /// Which of these have changed, come or gone since: since they were read, where nobody has looked before.
    pub fn changed(&mut self, files: Vec<(String, Option<Arc<Source>>)>) -> Vec<String> {
        let mut now = HashMap::new();
        let mut changed = Vec::new();
        for (name, read) in files {
            let stamp = stamp(Path::new(&name));
            let other = match self.seen.get(&name) {
                Some(before) => *before != stamp,
                None => is_other(&name, read.as_deref()),
            };
            if other {
                changed.push(name.clone());
            }
            now.insert(name, stamp);
        }
        self.seen = now;
        changed
    }
}

fn is_other(name: &str, read: Option<&Source>) -> bool {
    let now = std::fs::read_to_string(name).ok();
    let now = now
        .as_deref()
        .map(|text| text.strip_prefix('\u{FEFF}').unwrap_or(text));
    now != read.map(Source::text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_comes_changes_or_goes_is_noticed_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("steps.flow");
        let name = file.display().to_string();
        let none = Vec::<String>::new();
        let mut files = Files::default();
        assert_eq!(files.changed(vec![(name.clone(), None)]), none);
        for text in [Some("a"), Some("longer"), None] {
            match text {
                Some(text) => std::fs::write(&file, text).unwrap(),
                None => std::fs::remove_file(&file).unwrap(),
            }
            let now = || vec![(name.clone(), None)];
            assert_eq!(
                files.changed(now()),
                std::slice::from_ref(&name),
                "{text:?}"
            );
            assert_eq!(files.changed(now()), none, "{text:?}");
        }
    }

    #[test]
    fn what_has_changed_before_the_first_look_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("steps.flow");
        std::fs::write(&file, "new").unwrap();
        let name = file.display().to_string();
        for (text, changed) in [("old", 1), ("new", 0)] {
            let read = Arc::new(Source::new(&*name, text));
            let mut files = Files::default();
            let found = files.changed(vec![(name.clone(), Some(read))]);
            assert_eq!(found.len(), changed, "{text}");
        }
    }
}
