//! The flows of `examples`: nothing is found in them, they are in the standard format, and what they
//! ask the simulators for is what they say.

use crate::cli::call::Call;
use crate::scripts::under;
use contactflow::catalogue::Catalogue;
use contactflow::check::{Context, lint_text};
use contactflow::config::Config;
use contactflow::source::Source;
use contactflow::syntax::format;
use std::path::Path;
use std::sync::Arc;

fn settings() -> Config {
    Config::read(Path::new("examples/flow.toml")).expect("the examples' settings")
}

#[test]
fn nothing_is_found_in_the_examples() {
    let config = settings();
    let flows = under(&["examples"]);
    assert!(flows.len() >= 14, "{}", flows.len());
    // the one line of the tour says nothing of what else may happen, on purpose
    let whole = flows.into_iter().filter(|(path, _)| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name != "one-line.flow" && !name.ends_with(".test.flow")
    });
    for (path, text) in whole {
        let source = Arc::new(Source::new(path.display().to_string(), text.as_str()));
        let context = Context::default().in_house(config.house_of(&path));
        let found = lint_text(&source, Catalogue::builtin(), &context);
        assert!(found.is_empty(), "{}: {found:?}", path.display());
        let formatted = format(&source).expect("it can be read");
        assert_eq!(formatted, text, "{}", path.display());
    }
}

/// A run on the simulators of all that an example says it did.
fn emitted(name: &str, inputs: &[&str]) -> String {
    let text = std::fs::read_to_string(format!("examples/{name}")).expect("an example");
    let toml = std::fs::read_to_string("examples/flow.toml").expect("settings");
    let mut args = vec!["run", "-q", name];
    args.extend(inputs.iter().flat_map(|input| ["--input", *input]));
    let done = Call::new(&args)
        .file(name, &text)
        .file("flow.toml", &toml)
        .run();
    done.text()
}

#[test]
fn a_sweep_ends_what_has_waited_for_hours() {
    let said = emitted("sweep.flow", &[]);
    assert!(said.contains("Ended: [1104, 1105, 1106]"), "{said}");
}

#[test]
fn a_nightly_report_has_both_skills() {
    let said = emitted("nightly-report.flow", &[]);
    assert!(said.contains("\"SkillId\":\"4021\""), "{said}");
    assert!(said.contains("\"SkillId\":\"4022\""), "{said}");
}

#[test]
fn a_row_with_a_zone_that_is_none_is_that_rows_error_alone() {
    let text = std::fs::read_to_string("examples/callbacks.flow").expect("an example");
    let toml = std::fs::read_to_string("examples/flow.toml").expect("settings");
    let rows = "PhoneNumber,Zone,FirstName,LastName,SkillId\n\
                +442079460100,Europe/London,Ada,A,4021\n\
                +442079460101,Europe/Atlantis,Eve,E,4021\n\
                +12025550142,America/New_York,Cy,C,4021\n";
    let args = ["run", "callbacks.flow", "--inputs", "rows.csv"];
    let done = Call::new(&args)
        .file("callbacks.flow", &text)
        .file("flow.toml", &toml)
        .file("rows.csv", rows)
        .run();
    let said = done.text();
    assert_eq!(said.matches("Booked:").count(), 2, "{said}");
    assert!(said.contains("row 2: succeeded: not booked: "), "{said}");
}

#[test]
fn results_are_kept_as_they_are_in_a_file_of_its_owner() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("results.json");
    let shown = file.display().to_string();
    let flow = "input Number: phone number\nemit Called: { Number: Number, At: 2 }\n";
    let args = [
        "run",
        "a.flow",
        "--results",
        &shown,
        "--input",
        "Number=+442079460100",
    ];
    let done = Call::new(&args).file("a.flow", flow).run();
    assert!(!done.text().contains("442079460100"), "{}", done.text());
    let kept = std::fs::read_to_string(&file).expect("results");
    let kept: serde_json::Value = serde_json::from_str(&kept).expect("a line of JSON");
    assert_eq!(kept["results"]["Called"]["Number"], "+442079460100");
    assert_eq!(kept["status"], "succeeded");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&file)
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
