//! What is submitted twice, and which runs are meant where no engine is named.

use super::{House, SETTINGS, free_port, until};
use crate::cli::call::Call;

const WAITS: &str =
    "input N: number\nawait signal Go, at most 1h\n    on TimedOut -> ignore\nemit Was: N\n";

#[test]
fn a_name_that_stands_for_something_else_is_refused_and_a_profile_says_where_its_runs_are() {
    let test =
        "a_name_that_stands_for_something_else_is_refused_and_a_profile_says_where_its_runs_are";
    let Some(house) = House::new(test) else {
        return;
    };
    let write = |name: &str, text: &str| {
        std::fs::write(house.folder.path().join(name), text).unwrap();
    };
    write("n.flow", WAITS);
    write("rows.csv", "N\n1\n2\n");
    write("others.csv", "N\n1\n3\n");
    let port = free_port();
    let worker = house.worker(port);

    let submit = |input: &str| house.call(&["submit", "n.flow", "--input", input, "--name", "n1"]);
    assert_eq!(submit("N=1").code, 0);
    let same = submit("N=1");
    assert!(same.out.contains("was submitted before"), "{}", same.text());
    let other = submit("N=2");
    assert_eq!(other.code, 3, "{}", other.text());
    let why = "run n1 was submitted before, with another flow or other inputs";
    assert!(other.err.contains(why), "{}", other.text());

    let job = |table: &str| house.call(&["submit", "n.flow", "--inputs", table, "--job", "j1"]);
    assert_eq!(job("rows.csv").code, 0);
    let same = job("rows.csv");
    let line = "0 rows as job j1; 2 rows had been submitted before";
    assert!(same.out.contains(line), "{}", same.text());
    let other = job("others.csv");
    assert_eq!(other.code, 3, "{}", other.text());
    let why = "job j1 was submitted before, and its row 2 had other inputs";
    assert!(other.err.contains(why), "{}", other.text());

    let cancel = house.call(&["runs", "cancel", "j1"]);
    let why = "j1 is a job, not a run";
    assert!(cancel.err.contains(why), "{}", cancel.text());
    let all = ["runs", "cancel", "--where", "job = j1", "--yes"];
    let cancel = house.call(&all);
    assert!(cancel.err.contains("2 runs to cancel"), "{}", cancel.text());

    // No engine is named but by the profile of the folder.
    let (engine, admin) = (house.server.ingress(), house.server.admin());
    let keys = format!("engine = \"{engine}\"\nengine-admin = \"{admin}\"\n");
    write("flow.toml", &format!("{SETTINGS}{keys}"));
    let call = |args: &[&str]| Call::new(args).in_folder(house.folder.path()).run();
    let here = call(&["runs"]);
    let note = "those of the engine: flow runs --engine sim";
    assert!(here.err.contains(note), "{}", here.text());
    let shown = call(&["runs", "show", "n1"]);
    assert!(shown.out.contains("n.flow"), "{}", shown.text());
    let signal = call(&["signal", "n1", "Go"]);
    assert_eq!(signal.code, 0, "{}", signal.text());

    drop(worker);
    assert_eq!(submit("N=1").code, 0);
    let left = house.call(&["submit", "n.flow", "--input", "N=7", "--name", "n7"]);
    assert_eq!(left.code, 0, "{}", left.text());
    let why = format!("no worker answers at http://127.0.0.1:{port}: start `flow worker` there");
    until("the engine has tried", || {
        house.call(&["runs"]).err.contains(&why)
    });
}
