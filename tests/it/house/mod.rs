//! The house keeps its order: what a file uses of the crate, read off its own lines.

mod decided;
mod methods;
mod numbers;
mod public;
mod uses;
mod vendors;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use uses::{Files, Use};

/// The floors, from the ground up. A file may use its own floor and those below it.
const FLOORS: &[&str] = &[
    "clock",
    "nearest",
    "private",
    "outcome",
    "source",
    "diagnostic",
    "value",
    "settings",
    "syntax",
    "fix",
    "catalogue",
    "program",
    "check",
    "run",
    "system",
    "journal",
    "systems",
    "sim",
    "host",
    "script",
    "graph",
    "diff",
    "report",
    "testing",
    "config",
    "lsp",
    "studio",
    "cli",
];

#[test]
fn every_folder_stands_on_a_floor() {
    let files = Files::read(&source());
    let homeless: Vec<_> = files
        .names()
        .filter(|file| floor(file).is_none() && !matches!(*file, "lib.rs" | "main.rs"))
        .collect();
    assert!(homeless.is_empty(), "these stand on no floor: {homeless:?}");
}

#[test]
fn contributors_are_told_of_the_floors_as_they_are() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("CONTRIBUTING.md");
    let text = std::fs::read_to_string(path).expect("it is there");
    let (_, tour) = text.split_once("## The layers").expect("it has its tour");
    let tour = tour
        .split("```")
        .nth(1)
        .expect("the floors stand in a block");
    let names = tour.lines().filter_map(|line| line.split_once("  "));
    let told: Vec<&str> = names.flat_map(|(names, _)| names.split(", ")).collect();
    assert_eq!(told, FLOORS);
}

#[test]
fn nothing_is_used_from_a_floor_above() {
    let files = Files::read(&source());
    let mut up: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for Use { from, to, line, .. } in files.uses() {
        let (Some(below), Some(above)) = (floor(from), floor(to)) else {
            continue;
        };
        if below < above {
            let at = up.entry((FLOORS[below], FLOORS[above])).or_default();
            at.push(format!("src/{from}:{line} uses src/{to}"));
        }
    }
    let wrong: Vec<_> = up
        .iter()
        .map(|((from, to), uses)| format!("{from} uses {to}:\n    {}", uses.join("\n    ")))
        .collect();
    assert!(wrong.is_empty(), "arrows up:\n  {}", wrong.join("\n  "));
}

#[test]
fn no_circle_of_files_holds_more_than_two() {
    let files = Files::read(&source());
    let mut wrong = Vec::new();
    for circle in files.circles() {
        let folder = common_folder(&circle);
        wrong.push(format!(
            "{} in {folder}: {}",
            circle.len(),
            circle.join(", ")
        ));
    }
    assert!(wrong.is_empty(), "circles:\n  {}", wrong.join("\n  "));
}

/// A type with more methods than a head holds is a file without walls: every one of them may touch
/// every field.
const MOST_METHODS: usize = 60;

#[test]
fn no_type_owns_everything() {
    let wrong: Vec<_> = methods::of_types(&source())
        .into_iter()
        .filter(|(_, count)| *count > MOST_METHODS)
        .map(|((folder, name), count)| format!("{folder}: {name} has {count} methods"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// How many crates a host program compiles that embeds the core, this one among them.
const MOST_CRATES: usize = 70;

#[test]
fn the_core_stands_on_few_crates() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--no-default-features"])
        .args([
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo starts");
    let said = String::from_utf8_lossy(&tree.stderr);
    assert!(tree.status.success(), "{said}");
    let lines = String::from_utf8_lossy(&tree.stdout);
    let crates: BTreeSet<String> = lines
        .lines()
        .map(|line| line.split(" (").next().unwrap_or(line).to_owned())
        .collect();
    assert!(crates.len() > 20, "{crates:?}");
    assert!(crates.len() <= MOST_CRATES, "{}: {crates:?}", crates.len());
}

/// The files of a room, `""` for all, by their paths below `src`, with their text.
fn code_of(room: &str) -> Vec<(String, String)> {
    let files = Files::read(&source());
    let of = |file: &&str| {
        let rest = file.strip_prefix(room);
        room.is_empty() || rest.is_some_and(|rest| rest.starts_with(['/', '.']))
    };
    let names = files.names().filter(of);
    let text = |file: &str| std::fs::read_to_string(source().join(file)).unwrap_or_default();
    names.map(|file| (file.to_owned(), text(file))).collect()
}

fn source() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The floor of a file: that of its folder, or of the file beside it that has its name.
fn floor(file: &str) -> Option<usize> {
    let room = file.split('/').next()?.trim_end_matches(".rs");
    FLOORS.iter().position(|floor| *floor == room)
}

fn common_folder(files: &[&str]) -> String {
    let mut folder: Vec<&str> = files.first().map_or(Vec::new(), |f| f.split('/').collect());
    folder.pop();
    for file in files {
        let same = folder
            .iter()
            .zip(file.split('/'))
            .take_while(|(a, b)| **a == *b);
        folder.truncate(same.count());
    }
    folder.join("/")
}
