//! `flow run` on the simulator, to the end.

use super::Call;
use super::call::{Done, golden};
use serde_json::Value as Json;
use std::io::{BufRead, BufReader, Read};
use std::process::Command;
use std::time::{Duration, Instant};

/// The example's flow with short pauses.
const HOLD: &str = "\
use cxone

set security user <AgentId>
join agent session

hold contact <ContactId>
    on InvalidState     -> retry 3 times every 20ms, then fail \"agent {AgentId} is still changing state\"
    on InvalidContactId -> fail \"contact {ContactId} does not exist\"
";
const ONE_LINE: &str = "hold contact <ContactId> on InvalidState -> retry 3 times every 20ms\n";

fn hold(contact: &str, more: &[&str]) -> Call {
    let input = format!("ContactId={contact}");
    let args: Vec<&str> = ["run", "hold.flow", "--input", &input]
        .iter()
        .chain(more)
        .copied()
        .collect();
    Call::new(&args).file("hold.flow", HOLD)
}

/// What differs from run to run is made the same: ports, times. Lines of the script stay.
fn steady(done: &Done) -> String {
    let mut text = String::new();
    for line in done.text().replace("under 1ms", "0ms").lines() {
        if line.contains('│') || line.contains('`') {
            text.push_str(line);
        } else {
            let words: Vec<String> = line.trim_start().split(' ').map(steady_word).collect();
            let indent = &line[..line.len() - line.trim_start().len()];
            let indent = if words[0] == "0s" { "  " } else { indent };
            text.push_str(&format!("{indent}{}", words.join(" ")));
        }
        text.push('\n');
    }
    text
}

fn steady_word(word: &str) -> String {
    if let Some((before, _)) = word.split_once("127.0.0.1:") {
        return format!("{before}127.0.0.1:port)");
    }
    let core = word.trim_matches(['(', ')', ',', ':']);
    let number = core.trim_end_matches("ms").trim_end_matches('s');
    let is_number = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_clock = core.len() == 12 && core.matches(':').count() == 2;
    match (is_clock, is_number && number != core) {
        (true, _) => "00:00:00.000".into(),
        (_, true) => word.replace(core, "0s"),
        _ => word.into(),
    }
}

#[test]
fn a_contact_whose_agent_is_still_settling_is_held_in_the_end() {
    let done = hold("1002", &[]).run();
    assert_eq!(done.code, 0, "{}", done.everything());
    golden!("run-hold", steady(&done));
}

#[test]
fn the_one_line_script_does_the_same() {
    let done = Call::new(&["run", "-e", ONE_LINE, "-i", "ContactId=1002"]).run();
    assert_eq!(done.code, 0, "{}", done.everything());
    let outcomes: Vec<&str> = done
        .err
        .lines()
        .filter_map(|line| line.split(" -> ").nth(1))
        .collect();
    assert_eq!(outcomes.len(), 3, "{}", done.err);
    assert!(
        outcomes[0].starts_with("InvalidState") && outcomes[2].starts_with("Success (read back"),
        "{}",
        done.err
    );
}

#[test]
fn nothing_runs_in_a_name_that_the_profile_has_no_credentials_for() {
    for (script, who) in [
        (
            "use cxone\nlog \"begins\"\nset security user 9\n    on Error -> ignore\n",
            "9",
        ),
        (
            "use cxone\nlog \"begins\"\nend contact 1101 with SecurityUser: \"nobody\"\n    on any other -> ignore\n",
            "\"nobody\" is not an agent ID",
        ),
    ] {
        let done = Call::new(&["run", "-e", script]).run();
        assert_eq!(done.code, 3, "{}", done.everything());
        assert!(done.err.contains("cannot run: "), "{}", done.err);
        assert!(done.err.contains(who), "{}", done.err);
        assert!(
            !done.everything().contains("begins\n"),
            "{}",
            done.everything()
        );
    }
    // The simulator has a key of agent 8, too.
    let script = "use cxone\nset security user 8\n    on any other -> fail\n";
    let done = Call::new(&["run", "-e", script]).run();
    assert_eq!(done.code, 0, "{}", done.everything());
}

#[test]
fn a_trace_tells_what_went_over_the_wire() {
    let done = hold("1002", &["--trace"]).run();
    assert_eq!(done.code, 0, "{}", done.everything());
    assert!(done.err.contains("POST"), "{}", done.err);
    // Beside a desktop it is read back.
    let read_back = "GET contacts/active: confirmed";
    assert!(done.err.contains(read_back), "{}", done.err);
}

#[test]
fn a_failure_shows_everything_that_is_known() {
    let done = hold("1004", &[]).run();
    assert_eq!(done.code, 1);
    golden!("run-failure", steady(&done));
}

#[test]
fn a_quiet_run_says_what_the_script_says_and_what_went_wrong() {
    let good = hold("1001", &["--quiet"]).run();
    assert_eq!(
        (good.code, good.out.as_str(), good.err.as_str()),
        (0, "", "")
    );
    let bad = hold("1004", &["--quiet"]).run();
    assert!(
        bad.err.contains("is still changing state") && !bad.err.contains("retry 1 of"),
        "{}",
        bad.err
    );
}

#[test]
fn a_run_is_a_document_too() {
    let done = hold("1004", &["--json", "--trace"]).run();
    assert_eq!(done.code, 1);
    let json: Json = serde_json::from_str(&done.out).expect("it is JSON");
    assert_eq!(
        (&json["version"], &json["exit"]),
        (&Json::from(1), &Json::from(1))
    );
    let run = &json["runs"][0];
    assert_eq!(run["status"], "failed");
    assert_eq!(run["failure"]["outcome"], "InvalidState");
    assert_eq!(run["failure"]["attempts"].as_array().map(Vec::len), Some(4));
    let kinds: Vec<String> = done
        .err
        .lines()
        .map(|line| {
            serde_json::from_str::<Json>(line).expect("each line is JSON")["type"].to_string()
        })
        .collect();
    assert_eq!(kinds.first().map(String::as_str), Some("\"started\""));
    assert_eq!(kinds.last().map(String::as_str), Some("\"ended\""));
    assert_eq!(
        kinds.iter().filter(|kind| **kind == "\"retrying\"").count(),
        3
    );
}

#[test]
fn what_keeps_a_run_from_beginning_is_a_document_too() {
    for (args, key, code) in [
        (&["run", "gone.flow", "--json"][..], "environment_errors", 3),
        (&["run", "-e", "log \"a", "--json"], "files", 2),
        (&["run", "-e", ONE_LINE, "--json"], "environment_errors", 3),
        (
            &["run", "-e", ONE_LINE, "--json", "-p", "gone"],
            "environment_errors",
            3,
        ),
    ] {
        let done = Call::new(args).run();
        assert_eq!(done.code, code, "{}", done.everything());
        let json: Json = serde_json::from_str(&done.out).expect("it is JSON");
        assert_eq!(json[key].as_array().map(Vec::len), Some(1), "{json}");
        assert_eq!(json["exit"], code);
        assert_eq!(done.err, "");
    }
}

#[test]
fn several_scripts_and_rows_are_summed_up_and_the_worst_counts() {
    let rows = "ContactId\n1001\n1004\n1003\n1002\n";
    let done = Call::new(&["run", "hold.flow", "--inputs", "rows.csv", "--at-once", "4"])
        .file("hold.flow", HOLD)
        .file("rows.csv", rows)
        .run();
    assert_eq!(done.code, 1, "{}", done.everything());
    assert!(done.err.contains("row 2\n"), "{}", done.err);
    assert!(
        done.err.ends_with("4 runs: 2 succeeded, 2 failed\n"),
        "{}",
        done.err
    );
}

#[test]
fn results_and_logs_are_the_output() {
    let script = "log \"{ContactId}\"\nemit Held: ContactId\nemit Known: true\n";
    let script = format!("hold contact <ContactId>\n    on any other -> fail\n{script}");
    let done = Call::new(&["run", "-", "-i", "ContactId=1001"])
        .stdin(&script)
        .run();
    assert_eq!(done.code, 0, "{}", done.everything());
    assert_eq!(done.out, "1001\nHeld: 1001\nKnown: true\n");
    let json = Call::new(&["run", "-", "-i", "ContactId=1001", "--json"])
        .stdin(&script)
        .run();
    let json: Json = serde_json::from_str(&json.out).expect("it is JSON");
    assert_eq!(json["runs"][0]["results"]["Known"], true);
}

#[test]
fn a_time_limit_ends_a_run_and_always_is_still_done() {
    let script = "try {\n    wait 1h\n} always {\n    log \"cleaned up\"\n}\n";
    let done = Call::new(&["run", "-", "--time-limit", "50ms"])
        .stdin(script)
        .run();
    assert_eq!(done.code, 1, "{}", done.everything());
    assert_eq!(done.out, "cleaned up\n");
}

#[cfg(unix)]
#[test]
fn an_interrupt_cancels_and_always_is_still_done() {
    let script = "try {\n    log \"begun\"\n    wait 1h\n} always {\n    log \"cleaned up\"\n}\n";
    for signal in ["-INT", "-TERM"] {
        let call = Call::new(&["run", "a.flow"]).file("a.flow", script);
        let mut child = call.command().spawn().expect("the command is built");
        let mut out = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        assert_eq!(out.next().expect("there is a line").unwrap(), "begun");
        let pid = child.id().to_string();
        Command::new("kill")
            .args([signal, &pid])
            .status()
            .expect("there is a kill");
        assert_eq!(out.next().expect("there is a line").unwrap(), "cleaned up");
        let done = child.wait_with_output().expect("it ends");
        let err = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(1), "{err}");
        assert!(err.contains("the run was cancelled"), "{err}");
    }
}

/// A flow logs faster than anybody reads. Whoever stops it does not have to read it all first, and what
/// is under `always` is done even where nobody reads at all.
#[cfg(unix)]
#[test]
fn an_interrupt_is_answered_although_nobody_reads_the_log() {
    let many = vec!["x"; 100].join(",");
    let script = format!(
        "let All = split(\"{many}\", \",\")\ntry {{\n    for each A in All, at most 100 {{\n        \
         for each B in All, at most 100 {{\n            log \"{}\"\n        }}\n    }}\n    wait 1h\n\
         }} always {{\n    log \"cleaned up\"\n}}\n",
        "a line of some length ".repeat(10)
    );
    let call = Call::new(&["run", "a.flow"]).file("a.flow", script);
    let mut child = call.command().spawn().expect("the command is built");
    let mut out = child.stdout.take().expect("it is piped");
    let mut some = [0; 64];
    out.read_exact(&mut some).expect("it logs");
    let begun = Instant::now();
    let pid = child.id().to_string();
    let kill = Command::new("kill").args(["-TERM", &pid]).status();
    assert!(kill.expect("there is a kill").success());
    // Nobody reads on.
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(60), "{took:?}");
    drop(out);
}

#[cfg(unix)]
#[test]
fn a_second_interrupt_stops_at_once() {
    let script =
        "try {\n    log \"begun\"\n    wait 1h\n} always {\n    log \"cleaning\"\n    wait 1h\n}\n";
    let call = Call::new(&["run", "a.flow"]).file("a.flow", script);
    let mut child = call.command().spawn().expect("the command is built");
    let mut out = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let pid = child.id().to_string();
    for line in ["begun", "cleaning"] {
        assert_eq!(out.next().expect("there is a line").unwrap(), line);
        Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .expect("there is a kill");
    }
    let done = child.wait_with_output().expect("it ends");
    let err = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(1), "{err}");
    assert!(err.contains("was not finished"), "{err}");
    assert!(err.contains("a.flow:1:1"), "{err}");
}

/// A terminal that is closed ends a run as Ctrl-C does.
#[cfg(unix)]
#[test]
fn what_is_under_always_is_done_when_the_terminal_is_closed() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    if ignored.is_some_and(|bits| {
        bits.trim()
            .ends_with(['1', '3', '5', '7', '9', 'b', 'd', 'f'])
    }) {
        return; // whoever runs these tests ignores it, and so does all that they start
    }
    let script = "try {\n    log \"begun\"\n    wait 1h\n} always {\n    log \"cleaning\"\n}\n";
    let call = Call::new(&["run", "a.flow"]).file("a.flow", script);
    let mut child = call.command().spawn().expect("the command is built");
    let mut out = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    assert_eq!(out.next().expect("there is a line").unwrap(), "begun");
    let pid = child.id().to_string();
    let kill = Command::new("kill").args(["-HUP", &pid]).status();
    assert!(kill.expect("there is a kill").success());
    assert_eq!(out.next().expect("there is a line").unwrap(), "cleaning");
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
}

#[test]
fn a_trace_for_programs_says_which_row_of_which_script() {
    let call = Call::new(&["run", "a.flow", "--inputs", "rows.csv", "--json", "--trace"])
        .file("a.flow", "log Name\n\ninput Name: text\n")
        .file("rows.csv", "Name\nAda\nGrace\n");
    let done = call.run();
    let lines: Vec<serde_json::Value> = done
        .err
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    for (row, name) in [(1, "Ada"), (2, "Grace")] {
        let mut of_row = lines.iter().filter(|line| line["row"] == row);
        let log = of_row.clone().find(|line| line["type"] == "log");
        assert_eq!(log.expect("it logs")["text"], name);
        assert!(of_row.all(|line| line["flow"] == "a.flow"));
    }
    assert!(lines.iter().all(|line| !line["row"].is_null()));
}

#[test]
fn a_closed_output_does_not_end_a_run() {
    let script = "log \"one\"\nhold contact <ContactId>\n    on any other -> fail\nlog \"two\"\n";
    let call = Call::new(&["run", "a.flow", "-i", "ContactId=1001"]).file("a.flow", script);
    let mut child = call.command().spawn().expect("the command is built");
    drop(child.stdout.take());
    let done = child.wait_with_output().expect("it ends");
    let err = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(0), "{err}");
    assert!(err.contains("succeeded"), "{err}");
}

#[test]
fn a_profile_for_a_system_that_is_not_there_is_said() {
    let done = Call::new(&["run", "-e", "log \"good morning\"\n", "-p", "other"])
        .file(
            "flow.toml",
            "[profile.other]\nsimulator = true\nsystem = \"cxoen\"\n",
        )
        .run();
    assert_eq!(done.code, 3, "{}", done.everything());
    golden!("run-other-system", done.text());
}

#[test]
fn of_many_rows_that_fail_the_first_are_shown_in_full() {
    let rows = format!("ContactId\n{}", "1003\n".repeat(6));
    let done = Call::new(&["run", "-e", ONE_LINE, "--inputs", "rows.csv"])
        .file("rows.csv", rows)
        .run();
    assert_eq!(done.code, 1);
    assert_eq!(done.err.matches("tried: ").count(), 3, "{}", done.err);
    let brief = "row 6: failed: hold contact 1003 ended in InvalidContactId\n";
    assert!(done.err.contains(brief), "{}", done.err);
    assert!(
        done.err.ends_with("6 runs: 0 succeeded, 6 failed\n"),
        "{}",
        done.err
    );
}

/// What `finish` says is shown for a row, for one of several flows and in JSON.
#[test]
fn what_a_flow_says_at_its_end_is_shown_of_every_run() {
    let flow = "input Name: text\nfinish \"done with {Name}\"\n";
    let call = |more: &[&str]| {
        let args: Vec<&str> = ["run", "a.flow", "--inputs", "rows.csv"]
            .iter()
            .chain(more)
            .copied()
            .collect();
        Call::new(&args)
            .file("a.flow", flow)
            .file("b.flow", flow)
            .file("rows.csv", "Name\none\ntwo\n")
            .run()
    };
    let rows = call(&[]);
    assert!(
        rows.err.contains("row 2: succeeded: done with two\n"),
        "{}",
        rows.err
    );
    let both = call(&["b.flow"]);
    assert!(
        both.err
            .contains("b.flow, row 1: succeeded: done with one\n"),
        "{}",
        both.err
    );
    let json: Json = serde_json::from_str(&call(&["--json"]).out).expect("it is JSON");
    assert_eq!(json["runs"][1]["message"], "done with two");
}

/// What is asked before anything runs takes no longer than the run may.
#[test]
fn a_system_that_does_not_answer_holds_no_command_up() {
    // Whoever connects waits in the backlog, and nobody ever answers.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = silent.local_addr().expect("it has one");
    let settings = format!(
        "[profile.a]\nsystem = \"cxone\"\naddress = \"http://{address}\"\nsign-in = \"access-key\"\n\
         access-key-id = \"a-key-of-this-test\"\naccess-key-secret = {{ env = \"OF_THIS_TEST\" }}\n"
    );
    let flow = "use cxone\nset security user 7\nfind active contacts\n    on any other -> fail\n";
    let args = [
        "run",
        "a.flow",
        "-p",
        "a",
        "--ephemeral",
        "--time-limit",
        "300ms",
    ];
    let done = Call::new(&args)
        .file("a.flow", flow)
        .file("flow.toml", &settings)
        .env("OF_THIS_TEST", "nothing-secret")
        .run();
    assert_eq!(done.code, 3, "{}", done.everything());
    let said = "did not answer within the time limit of 300";
    assert!(done.err.contains(said), "{}", done.everything());
}

/// What comes from a customer's field begins no line, and gives a CI service no command.
#[test]
fn a_value_makes_no_line_of_its_own() {
    let done = Call::new(&[
        "run",
        "a.flow",
        "--input",
        "Name=Ada\r\nrow 9: fake\n::error::x",
    ])
    .file(
        "a.flow",
        "log \"{Name}\"\nemit Said: Name\nfail \"no {Name}\"\n\ninput Name: text\n",
    )
    .run();
    for line in done.everything().lines() {
        let begins = |word: &str| line.trim_start().starts_with(word);
        assert!(!begins("row 9") && !begins("::"), "{}", done.everything());
    }
    assert!(done.out.contains("Ada\\r\\nrow 9: fake"), "{}", done.out);
    let command = Call::new(&["run", "a.flow", "--input", "Name=::add-mask::x"])
        .file("a.flow", "log \"{Name}\"\n\ninput Name: text\n")
        .run();
    assert_eq!(command.out, "log: ::add-mask::x\n");
}
