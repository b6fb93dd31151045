//! What a run is given, and what is said where it is wrong. Nothing here reaches a system.

use super::Call;
use super::call::golden;

const CALLBACK: &str = "\
use cxone
input PhoneNumber: phone number  \"where to call, like +442079460000\"
input When: time  \"ISO 8601, with its zone\"
input Note: text = \"none\"
input Floor: number = 1
log \"{PhoneNumber} at {When}: {Note}\"
emit When: When
";

fn call(args: &[&str]) -> Call {
    let all: Vec<&str> = ["run", "callback.flow", "--quiet"]
        .iter()
        .chain(args)
        .copied()
        .collect();
    Call::new(&all).file("callback.flow", CALLBACK)
}

const WHEN: &str = "When=2026-12-01T09:00:00+01:00";

#[test]
fn everything_that_is_missing_is_said_at_once() {
    golden!("inputs-missing", call(&[]).run().text());
}

#[test]
fn what_is_wrong_is_said_without_the_value() {
    let done = call(&["-i", "PhoneNumber=0331234567", "-i", WHEN]).run();
    assert!(
        !done.everything().contains("0331234567"),
        "{}",
        done.everything()
    );
    golden!("inputs-wrong", done.text());
    let done = call(&["-i", "PhoneNumber=+12025550123", "-i", "When=tomorrow"]).run();
    golden!("inputs-wrong-time", done.text());
}

#[test]
fn slips_in_the_call_are_said() {
    let mut all = String::new();
    for args in [
        &["-i", "PhoneNumbr=+12025550123"][..],
        &["-i", "PhoneNumber"],
        &["-i", "=3"],
        &["-i", "Note=a", "-i", "Note=b"],
        &["-i", "Elsewhere=1"],
        &["-i", "Floor=007"],
    ] {
        all.push_str(&call(args).run().text());
    }
    golden!("inputs-slips", all);
}

#[test]
fn inputs_come_from_everywhere_and_the_nearest_wins() {
    let toml =
        "[profile.simulator.inputs]\nNote = \"of the profile\"\nWhen = \"2026-12-01T09:00:00Z\"\n";
    let from = |args: &[&str]| {
        call(args)
            .file("flow.toml", toml)
            .env("FLOW_INPUT_PhoneNumber", "+12025550123")
    };
    let profile = from(&[]).run();
    assert_eq!(profile.code, 0, "{}", profile.everything());
    assert!(profile.out.contains("of the profile"), "{}", profile.out);
    let env = from(&[]).env("FLOW_INPUT_Note", "of the environment").run();
    assert!(env.out.contains("of the environment"), "{}", env.out);
    let pair = from(&["-i", "Note=of the call"])
        .env("FLOW_INPUT_Note", "of the environment")
        .run();
    assert!(pair.out.contains("of the call"), "{}", pair.out);
}

#[test]
fn a_row_is_a_run_of_its_own() {
    let csv =
        "PhoneNumber,When\n+12025550123,2026-12-01T09:00:00Z\n+442079460000,2026-12-02T09:00:00Z\n";
    let done = call(&["--inputs", "rows.csv", "-i", "Note=n"])
        .file("rows.csv", csv)
        .run();
    assert_eq!(done.code, 0, "{}", done.everything());
    golden!("inputs-rows", done.text());
}

#[test]
fn one_bad_row_and_nothing_runs() {
    let csv = "PhoneNumber;When\n+12025550123;2026-12-01T09:00:00Z\n12;soon\n+442079460000;\n";
    let done = call(&["--inputs", "rows.csv"]).file("rows.csv", csv).run();
    assert_eq!((done.code, done.out.as_str()), (3, ""));
    golden!("inputs-bad-rows", done.text());
}

#[test]
fn tables_that_are_none_are_said() {
    let mut all = String::new();
    for (name, content) in [
        ("empty.csv", &b""[..]),
        ("head.csv", b"PhoneNumber,When\n"),
        ("ragged.csv", b"PhoneNumber,When\n1\n"),
        ("latin1.csv", b"PhoneNumber\n\xe9\n"),
        (
            "broken.jsonl",
            b"{\"PhoneNumber\": \"+12025550123\", \"When\":",
        ),
        ("list.jsonl", b"[1]\n"),
    ] {
        let done = call(&["--inputs", name]).file(name, content).run();
        assert_eq!(done.code, 3, "{name}: {}", done.err);
        all.push_str(&done.err);
    }
    all.push_str(&call(&["--inputs", "gone.csv"]).run().err);
    golden!("inputs-no-tables", all);
}

#[test]
fn a_time_limit_is_a_duration() {
    let done = call(&[
        "-i",
        "PhoneNumber=+12025550123",
        "-i",
        WHEN,
        "--time-limit",
        "soon",
    ])
    .run();
    assert_eq!(done.code, 3);
    golden!("inputs-time-limit", done.text());
}

#[test]
fn a_secret_input_stands_in_no_settings_file() {
    let script = "input Pin: secret\nlog \"pin {Pin}\"\n";
    let run = |pin: &str| {
        Call::new(&["run", "a.flow", "--quiet"])
            .file("a.flow", script)
            .file(
                "flow.toml",
                format!("[profile.simulator]\ninputs = {{ Pin = {pin} }}\n"),
            )
            .env("PIN", "s3cr3t-9713")
            .run()
    };
    let good = run("{ env = \"PIN\" }");
    assert_eq!(
        (good.code, good.out.as_str()),
        (0, "pin [secret]\n"),
        "{}",
        good.err
    );
    let bad = run("\"s3cr3t-9713\"");
    assert_eq!(bad.code, 3);
    assert!(!bad.everything().contains("s3cr3t"), "{}", bad.everything());
    golden!("inputs-secret", bad.text());
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let done = call(&["-i", "PhoneNumber=12", "-i", "When=tomorrow"]).run();
    golden!("inputs-all-wrong", done.text());
}

#[test]
fn each_systems_scripts_have_what_its_profile_gives() {
    let toml = "[profile.lab]\nsimulator = true\ninputs = { Who = \"of cxone\" }\n\
                [profile.desk]\nsystem = \"finesse\"\nsimulator = true\n\
                inputs = { Who = \"of finesse\", Same = \"one\" }\n";
    let run = |scripts: &[(&str, &str)], more: &[&str]| {
        let names = scripts.iter().map(|(name, _)| *name);
        let args = ["run", "-p", "lab", "-p", "desk", "--quiet"];
        let args: Vec<&str> = args
            .into_iter()
            .chain(names)
            .chain(more.iter().copied())
            .collect();
        let call = Call::new(&args).file("flow.toml", toml);
        let call = scripts
            .iter()
            .fold(call, |call, (name, text)| call.file(name, text));
        call.run()
    };
    let cxone = "use cxone\ninput Who: text\nlog \"one: {Who}\"\n";
    let finesse = "use finesse\ninput Who: text\nlog \"two: {Who}\"\n";
    let own = run(&[("a.flow", cxone), ("b.flow", finesse)], &[]);
    assert_eq!(own.code, 0, "{}", own.everything());
    assert!(own.out.contains("one: of cxone"), "{}", own.out);
    assert!(own.out.contains("two: of finesse"), "{}", own.out);
    let both = "use cxone\nuse finesse\ninput Who: text\nlog \"both: {Who}\"\n";
    let doubt = run(&[("both.flow", both)], &[]);
    assert_eq!(doubt.code, 3, "{}", doubt.everything());
    golden!("inputs-two-systems", doubt.text());
    // What help says is enough.
    let followed = both
        .replace("input Who: text\n", "")
        .replace("{Who}", "{CxoneWho} {FinesseWho}");
    let followed = format!("input CxoneWho: text\ninput FinesseWho: text\n{followed}");
    let set = [
        "--input",
        "CxoneWho=of cxone",
        "--input",
        "FinesseWho=of finesse",
    ];
    let done = run(&[("both.flow", &followed)], &set);
    assert_eq!(done.code, 0, "{}", done.everything());
    assert!(
        done.out.contains("both: of cxone of finesse"),
        "{}",
        done.out
    );
    let said = run(&[("both.flow", both)], &["--input", "Who=mine"]);
    assert_eq!(said.code, 0, "{}", said.everything());
    assert!(said.out.contains("both: mine"), "{}", said.out);
}

/// What a table says and nobody hears would be missed by nobody: nothing runs.
#[test]
fn a_table_is_read_whole_or_not_at_all() {
    let mut all = String::new();
    for (name, content) in [
        (
            "column.csv",
            "PhoneNumber,when\n+12025550123,2026-12-01T09:00:00Z\n",
        ),
        (
            "stranger.csv",
            "PhoneNumber,When,Shoe size\n+12025550123,2026-12-01T09:00:00Z,44\n",
        ),
        (
            "nameless.csv",
            "PhoneNumber,When,\n+12025550123,2026-12-01T09:00:00Z,44\n",
        ),
        (
            "key.jsonl",
            "{\"PhoneNumber\": \"+12025550123\", \"Wen\": \"2026-12-01T09:00:00Z\"}\n",
        ),
        (
            "quote.csv",
            "PhoneNumber,When,Note\n+12025550123,2026-12-01T09:00:00Z,\"one\n+12025550124,2026-12-01T09:00:00Z,two\n",
        ),
        (
            "inside.csv",
            "PhoneNumber,When,Note\n+12025550123,2026-12-01T09:00:00Z,\"one\" two\n",
        ),
        (
            "twice.jsonl",
            "{\"PhoneNumber\": \"+12025550123\", \"When\": \"2026-12-01T09:00:00Z\", \"PhoneNumber\": \"+12025550124\"}\n",
        ),
        (
            "long.jsonl",
            "{\"PhoneNumber\": \"+12025550123\", \"When\": \"2026-12-01T09:00:00Z\", \"Note\": 123456789012345678901234567890}\n",
        ),
    ] {
        let done = call(&["--inputs", name]).file(name, content).run();
        assert_eq!(
            (done.code, done.out.as_str()),
            (3, ""),
            "{name}: {}",
            done.err
        );
        all.push_str(&done.err);
    }
    golden!("inputs-lossy-tables", all);
}

/// Each row is a run of its own: a customer who is in the table twice is called back twice. That is told before
/// anything runs.
#[test]
fn rows_that_are_there_twice_are_told_before_they_run() {
    let books = "use cxone\nset security user 7\ninput Item: text\nlet When = tomorrow at 09:00 in \"Europe/Rome\"\n\
                 schedule callback to \"+12025550123\" at When\n    with FirstName: \"Ada\", LastName: \"Example\", SkillId: \
                 4021, Notes: <Item>\n    on any other -> fail\n";
    let table = "Item\nW-1\nW-2\nW-1\n";
    let done = |verb: &[&str], flow: &str| {
        let args = [verb, &["it.flow", "--inputs", "rows.csv"]].concat();
        let call = Call::new(&args).file("it.flow", flow);
        call.file("rows.csv", table).run()
    };
    for verb in [&["run"][..], &["plan"]] {
        let done = done(verb, books);
        assert_eq!(done.code, 0, "{}", done.everything());
        let told = "rows.csv: 1 row repeats an earlier row: line 4 repeats line 2";
        assert!(done.err.contains(told), "{verb:?}: {}", done.everything());
        assert!(
            done.err.contains("each row is a separate run"),
            "{}",
            done.err
        );
    }
    // Nothing is done twice by what only reads or prints.
    let quiet = done(&["run"], "input Item: text\nlog Item\n");
    assert!(!quiet.err.contains("repeats"), "{}", quiet.everything());
}
