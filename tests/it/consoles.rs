//! What the README shows of a terminal is what the command prints.
//!
//! A line `…` in the README stands for lines left out. Ports, times of day and how long something
//! took differ from run to run and are not compared. `UPDATE_README=1` writes the blocks anew.

use std::path::{Path, PathBuf};
use std::process::Command;

const README: &str = "README.md";

/// A block of a terminal: the command line, what it printed, and where that stands in the text.
struct Shown<'a> {
    command: &'a str,
    printed: &'a str,
    /// The script that the README shows last before it.
    script: &'a str,
}

fn shown(text: &str) -> Vec<Shown<'_>> {
    let mut all = Vec::new();
    for (at, _) in text.match_indices("```console\n$ ") {
        let block = &text[at + "```console\n$ ".len()..];
        let block = block.split("```").next().unwrap_or_default();
        let (command, printed) = block.split_once('\n').unwrap_or((block, ""));
        let script = text[..at].rsplit("```flow\n").next().unwrap_or_default();
        all.push(Shown {
            command,
            printed,
            script: script.split("```").next().unwrap_or_default(),
        });
    }
    all
}

/// What the command line prints, to both of its streams in order.
fn printed(shown: &Shown<'_>) -> String {
    let folder = tempfile::tempdir().expect("there is room");
    let folder = folder.path();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    std::os::unix::fs::symlink(examples, folder.join("examples")).expect("it is a new folder");
    let files = shown
        .command
        .split(' ')
        .filter(|word| word.ends_with(".flow"));
    for file in files.filter(|file| !file.contains('/')) {
        std::fs::write(folder.join(file), shown.script).expect("it can be written");
    }
    let command = PathBuf::from(env!("CARGO_BIN_EXE_flow"));
    let done = Command::new("sh")
        .args(["-c", &format!("{} 2>&1", shown.command)])
        .current_dir(folder)
        .env_clear()
        .env(
            "PATH",
            format!("{}:/usr/bin:/bin", command.parent().unwrap().display()),
        )
        .output()
        .expect("there is a shell");
    String::from_utf8(done.stdout).expect("it is text")
}

/// A line without what differs from run to run, and without the blanks at its end.
fn steady(line: &str) -> String {
    let mut steady = String::new();
    let mut number = false;
    for sign in line.trim_end().replace("under ", "").chars() {
        match sign {
            '0'..='9' | '.' | ':' if number => {}
            '0'..='9' => {
                number = true;
                steady.push('#');
            }
            _ => {
                number = false;
                steady.push(sign);
            }
        }
    }
    steady.replace("#ms", "#s")
}

/// Whether lines are as they are shown, where `…` stands for any number of them.
fn are_as(shown: &[String], lines: &[String]) -> bool {
    match shown.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first.trim() == "…" => {
            (0..=lines.len()).any(|from| are_as(rest, &lines[from..]))
        }
        Some((first, rest)) => lines.first() == Some(first) && are_as(rest, &lines[1..]),
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(steady).collect()
}

#[test]
fn the_readme_shows_what_the_command_prints() {
    let text = std::fs::read_to_string(README).expect("it is there");
    let all = shown(&text);
    assert!(all.len() >= 3, "only {} are shown", all.len());
    let mut now = text.clone();
    for shown in &all {
        let printed = printed(shown);
        if !are_as(&lines(shown.printed), &lines(&printed)) {
            now = now.replace(shown.printed, &printed);
        }
    }
    if now != text && std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(README, &now).expect("it can be written");
    }
    assert!(
        now == text,
        "the README is not what the command prints; now:\n{now}"
    );
}
