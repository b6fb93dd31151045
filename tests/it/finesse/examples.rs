//! The examples run on the simulator, and the hold on both systems.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join(name)
}

fn flow(args: &[&str], file: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_flow"))
        .arg(args[0])
        .arg(file)
        .args(&args[1..])
        .env_clear()
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .output()
        .expect("the command is built")
}

/// What it says of its steps, less their times.
fn told(done: &Output) -> Vec<String> {
    let said = String::from_utf8_lossy(&done.stderr);
    let steps = said.lines().filter(|line| line.contains(" -> "));
    let plain = steps.filter_map(|line| line.trim_start().split_once("s  "));
    // How soon it was read back depends on the machine.
    let steps = plain.map(|(_, step)| step.split(" (read back").next().unwrap_or(step));
    steps.map(str::to_owned).collect()
}

#[test]
fn a_call_is_answered_held_handed_over_and_wrapped_up() {
    let file = example("finesse.flow");
    let checked = flow(&["check"], &file);
    assert_eq!(checked.status.code(), Some(0), "{checked:?}");
    assert!(
        !String::from_utf8_lossy(&checked.stdout).contains("warning["),
        "{checked:?}"
    );
    let done = flow(&["run"], &file);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let steps = told(&done);
    let wanted = [
        "accept contact 16804381 -> Success",
        "hold contact 16804381 -> Success",
        "resume contact 16804381 -> Success",
        "set call data of contact 16804381 -> Success",
    ];
    assert_eq!(steps[..4], wanted);
    assert!(
        steps.iter().any(|step| step == "transfer calls -> Success"),
        "{steps:?}"
    );
    assert_eq!(
        steps.last().map(String::as_str),
        Some("set agent state to Unavailable -> Success")
    );
}

#[test]
fn a_colleague_who_is_busy_leaves_no_call_behind() {
    let done = flow(
        &["run", "-i", "Colleague=12025550190"],
        &example("finesse.flow"),
    );
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let steps = told(&done);
    let failed = steps.iter().any(|step| step.contains(" -> Busy"));
    let ended = steps.iter().any(|step| step.starts_with("end contact"));
    assert!(failed && ended, "{steps:?}");
    assert_eq!(
        steps.last().map(String::as_str),
        Some("resume contact 16804381 -> Success")
    );
}

/// Only the `use` line differs, and each runs on its own system.
#[test]
fn the_same_hold_runs_on_both_systems() {
    let read = |name: &str| std::fs::read_to_string(example(name)).expect("it is there");
    let (cxone, finesse) = (read("hold.flow"), read("hold-finesse.flow"));
    assert_eq!(finesse, cxone.replace("use cxone\n", "use finesse\n"));
    assert_ne!(finesse, cxone);
    for (file, contact) in [("hold.flow", "1001"), ("hold-finesse.flow", "16804378")] {
        let input = format!("ContactId={contact}");
        let done = flow(&["run", "-i", &input], &example(file));
        assert_eq!(done.status.code(), Some(0), "{file}: {done:?}");
        let steps = told(&done);
        let last = steps
            .iter()
            .rev()
            .find(|step| step.starts_with("hold contact"));
        assert!(
            last.is_some_and(|step| step.ends_with("-> Success")),
            "{file}: {steps:?}"
        );
    }
    let steps = told(&flow(
        &["run", "-i", "ContactId=16804378"],
        &example("hold-finesse.flow"),
    ));
    let refused = steps.iter().filter(|step| step.contains("-> InvalidState"));
    assert_eq!(refused.count(), 2, "{steps:?}");
}
