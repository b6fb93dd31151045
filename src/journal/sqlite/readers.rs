//! Which programs read the file: SQLite marks each reader with a lock on the index of the log, and Linux
//! lists who holds which lock.

use std::path::Path;

/// The locks of readers are on these bytes of the index: SQLite's format says so.
#[cfg(any(target_os = "linux", test))]
const MARKS: std::ops::RangeInclusive<u64> = 123..=127;

/// The programs that read now, as people know them: `sqlite3 (process 4711)`. None where that cannot be
/// known.
#[cfg(target_os = "linux")]
pub fn of(index: &Path) -> Vec<String> {
    use std::os::unix::fs::MetadataExt;
    let Ok(about) = std::fs::metadata(index) else {
        return Vec::new();
    };
    let locks = std::fs::read_to_string("/proc/locks").unwrap_or_default();
    let mut found: Vec<u32> = locks
        .lines()
        .filter_map(|line| reader(line, about.ino()))
        .collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(named).collect()
}

#[cfg(not(target_os = "linux"))]
pub fn of(_index: &Path) -> Vec<String> {
    Vec::new()
}

#[cfg(target_os = "linux")]
fn named(process: u32) -> String {
    if process == std::process::id() {
        return "this program itself".into();
    }
    let name = std::fs::read_to_string(format!("/proc/{process}/comm"));
    match name.map(|name| name.trim().to_owned()) {
        Ok(name) if !name.is_empty() => format!("{name} (process {process})"),
        _ => format!("process {process}"),
    }
}

/// The process of a line of `/proc/locks`, where it is the mark of a reader of this file:
/// `1: POSIX  ADVISORY  READ  4711 fe:00:12345 124 124`. One in another container has no number here.
#[cfg(any(target_os = "linux", test))]
fn reader(line: &str, inode: u64) -> Option<u32> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [_, "POSIX", _, "READ", process, file, from, _] = words[..] else {
        return None;
    };
    let is_it = file.rsplit(':').next()?.parse() == Ok(inode);
    let marks = from.parse().is_ok_and(|from| MARKS.contains(&from));
    let process = process.parse().ok()?;
    (is_it && marks && process > 0).then_some(process)
}

#[cfg(test)]
mod tests {
    use super::reader;

    #[test]
    fn a_reader_is_known_by_its_lock() {
        for (line, found) in [
            ("1: POSIX  ADVISORY  READ 4711 fe:00:99 124 124", Some(4711)),
            ("2: POSIX  ADVISORY  READ 4711 fe:00:98 124 124", None),
            ("3: POSIX  ADVISORY  READ 4711 fe:00:99 128 128", None),
            ("4: POSIX  ADVISORY  WRITE 4711 fe:00:99 124 124", None),
            ("4: -> POSIX  ADVISORY  READ 4711 fe:00:99 124 124", None),
            ("5: FLOCK  ADVISORY  WRITE 4711 fe:00:99 0 EOF", None),
            ("6: POSIX  ADVISORY  READ -1 fe:00:99 124 124", None),
            ("", None),
        ] {
            assert_eq!(reader(line, 99), found, "{line}");
        }
    }
}
