//! What hosts build on: what is for this crate's own tests is not in their way.

use std::path::{Path, PathBuf};

fn read(path: impl AsRef<Path>) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The modules that only the feature `internals` makes public.
fn internals() -> Vec<String> {
    let lib = read("src/lib.rs");
    let lines: Vec<_> = lib.lines().collect();
    let hidden = lines.windows(3).filter(|three| {
        three[0].contains("feature = \"internals\"") && three[1] == "#[doc(hidden)]"
    });
    let name = |line: &str| Some(line.strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned());
    hidden.filter_map(|three| name(three[2])).collect()
}

/// Programs and pages that hosts are shown.
fn shown() -> Vec<PathBuf> {
    let folders =
        ["examples", "docs"].map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    let entries = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).expect("a folder"));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut found: Vec<_> = paths
        .filter(|path| {
            path.extension()
                .is_some_and(|end| end == "rs" || end == "md")
        })
        .collect();
    found.push("README.md".into());
    found
}

#[test]
fn only_the_commands_own_door_is_public_without_being_for_hosts() {
    let lib = read("src/lib.rs");
    let lines: Vec<_> = lib.lines().collect();
    let open: Vec<_> = lines
        .windows(3)
        .filter(|three| three[1] == "#[doc(hidden)]" && !three[0].contains("internals"))
        .map(|three| three[2])
        .collect();
    // the former names of two types stay beside them
    let former = [
        "pub use script::Flow as Script;",
        "pub use value::Type as Kind;",
    ];
    assert_eq!(open, [&["pub mod cli;"], &former[..]].concat());
    assert!(internals().len() >= 7, "{:?}", internals());
}

#[test]
fn what_hosts_are_shown_needs_no_internals() {
    for path in shown() {
        let text = read(&path);
        for module in internals() {
            let used = format!("contactflow::{module}::");
            assert!(!text.contains(&used), "{} shows {used}", path.display());
        }
    }
}
