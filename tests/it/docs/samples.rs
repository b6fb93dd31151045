//! Every sample in the documents is what it says: a command that the command takes, settings that are settings, a
//! test in the standard format. A reader copies them.

use super::documents;
use crate::cli::call::Call;
use contactflow::config::Config;
use contactflow::source::Source;
use std::path::Path;

/// A block of code in a document.
struct Sample {
    /// Where it begins, for whoever has to fix it.
    place: String,
    language: String,
    text: String,
    /// The language of the block after it.
    next: String,
}

fn samples() -> Vec<Sample> {
    let mut all = Vec::new();
    for (path, document) in documents() {
        let from = all.len();
        let mut lines = document.lines().enumerate();
        while let Some((number, line)) = lines.next() {
            let Some(language) = line.trim_start().strip_prefix("```") else {
                continue;
            };
            let indent = line.len() - line.trim_start().len();
            let inside = lines.by_ref().map(|(_, line)| line);
            let inside = inside.take_while(|line| line.trim_start() != "```");
            let text = inside.map(|line| format!("{}\n", line.get(indent..).unwrap_or_default()));
            all.push(Sample {
                place: format!("{}:{}", path.display(), number + 1),
                language: language.to_owned(),
                text: text.collect(),
                next: String::new(),
            });
        }
        for at in from..all.len().saturating_sub(1) {
            all[at].next = all[at + 1].language.clone();
        }
    }
    assert!(all.len() > 100, "only {} samples", all.len());
    all
}

fn of<'a>(all: &'a [Sample], languages: &'a [&str]) -> impl Iterator<Item = &'a Sample> {
    all.iter().filter(|one| languages.contains(&&*one.language))
}

/// A language that nothing here looks at would be a sample that nobody tries.
#[test]
fn every_sample_is_of_a_kind_that_is_tried() {
    // those of other programs are theirs to read
    let known = [
        "flow",
        "sh",
        "powershell",
        "console",
        "toml",
        "json",
        "yaml",
        "csv",
        "text",
        "rust",
        "lua",
        "vim",
        "ini",
    ];
    let all = samples();
    // what is for contributors has a drawing and a table of names
    for one in all
        .iter()
        .filter(|one| !one.place.starts_with("CONTRIBUTING"))
    {
        assert!(
            known.contains(&&*one.language),
            "{}: {}",
            one.place,
            one.language
        );
    }
}

/// The words of a command line, as a shell takes them apart, up to where another command or a file begins.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for sign in line.chars() {
        let word = words.last_mut().expect("there is one");
        match (quote, sign) {
            (None, '\'' | '"') => quote = Some(sign),
            (Some(open), sign) if sign == open => quote = None,
            (None, '#') if word.is_empty() => break,
            (None, '>' | '|' | '&' | ';') => {
                if word == "2" {
                    word.clear();
                }
                break;
            }
            (None, ' ') if !word.is_empty() => words.push(String::new()),
            (None, ' ') => {}
            (_, sign) => word.push(sign),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn lines_are_taken_apart_as_shells_do() {
    for (line, expected) in [
        ("flow run a.flow   # what", vec!["flow", "run", "a.flow"]),
        (
            "flow run -e 'hold contact <Id>' --input Id=1",
            vec!["flow", "run", "-e", "hold contact <Id>", "--input", "Id=1"],
        ),
        (
            "flow run a.flow 2> trace.jsonl",
            vec!["flow", "run", "a.flow"],
        ),
        ("flow graph a.flow > a.svg", vec!["flow", "graph", "a.flow"]),
        (
            "flow check \"a b.flow\" | less",
            vec!["flow", "check", "a b.flow"],
        ),
    ] {
        assert_eq!(words(line), expected);
    }
}

/// The calls of `flow` in a line: one alone, or behind another command.
fn calls(line: &str) -> impl Iterator<Item = &str> {
    let line = line.trim_start().trim_start_matches("$ ");
    line.split(" && ")
        .map(str::trim)
        .filter(|part| part.starts_with("flow "))
}

#[test]
fn every_command_line_is_taken() {
    let all = samples();
    let mut wrong = Vec::new();
    let mut count = 0;
    for one in of(&all, &["sh", "powershell", "console", "text"]) {
        for call in one
            .text
            .lines()
            .flat_map(calls)
            .filter(|call| !call.contains('…'))
        {
            count += 1;
            let taken = contactflow::cli::command().try_get_matches_from(words(call));
            if let Err(error) = taken.map(drop)
                && error.use_stderr()
            {
                wrong.push(format!("{}: {call}\n{error}", one.place));
            }
        }
    }
    assert!(count > 60, "only {count} calls");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a shell of Unix alone understands has its counterpart for PowerShell beside it.
#[test]
fn shells_of_every_system_take_the_commands() {
    let of_unix = [
        "export ",
        "$(",
        "$HOME",
        "~/",
        " \\\n",
        "cat <<",
        "sudo ",
        "/dev/null",
    ];
    for one in of(&samples(), &["sh"]).filter(|one| one.place.starts_with("docs/")) {
        let sets = |line: &str| {
            let first = line.split(' ').next().unwrap_or_default();
            first
                .split_once('=')
                .is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        };
        let is_of_unix =
            of_unix.iter().any(|sign| one.text.contains(sign)) || one.text.lines().any(sets);
        assert!(
            !is_of_unix || one.next == "powershell",
            "{}: PowerShell takes this otherwise\n{}",
            one.place,
            one.text
        );
    }
}

#[test]
fn every_settings_sample_is_read() {
    let mut wrong = Vec::new();
    // a calendar names a file with holidays
    let folder = tempfile::tempdir().expect("a folder");
    let holidays = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261225\r\nSUMMARY:Holiday\r\n\
                    END:VEVENT\r\nEND:VCALENDAR\r\n";
    std::fs::write(folder.path().join("holidays.ics"), holidays).expect("it can be written");
    for one in of(&samples(), &["toml"]) {
        // the dependencies of a host program are cargo's; data of a simulator are read by it, below
        if one.text.starts_with("contactflow = ") || one.place.contains("-simulator.md") {
            continue;
        }
        if let Err(problem) = Config::parse("flow.toml", &one.text, folder.path()) {
            wrong.push(format!("{}: {}\n{}", one.place, problem.message, one.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_sample_of_a_simulators_data_is_read_by_it() {
    let mut count = 0;
    for one in of(&samples(), &["toml"]) {
        let read = match &*one.place {
            place if place.starts_with("docs/easycim-simulator.md") => {
                contactflow::sim::easycim::WorldFile::read(&one.text).map(drop)
            }
            place if place.starts_with("docs/cxone-simulator.md") => {
                contactflow::sim::cxone::WorldFile::read(&one.text).map(drop)
            }
            place if place.starts_with("docs/finesse-simulator.md") => {
                contactflow::sim::finesse::WorldFile::read(&one.text).map(drop)
            }
            _ => continue,
        };
        // a profile that reaches it is none of its data
        if Config::parse("flow.toml", &one.text, Path::new(".")).is_ok() {
            continue;
        }
        count += 1;
        assert_eq!(read, Ok(()), "{}\n{}", one.place, one.text);
    }
    assert!(count >= 3, "only {count} samples");
}

#[test]
fn every_test_sample_is_in_the_standard_format() {
    let all = samples();
    let tests = of(&all, &["text"]).filter(|one| one.text.starts_with("test \""));
    let mut count = 0;
    for one in tests {
        count += 1;
        let source = Source::new("sample.test.flow", &*one.text);
        assert_eq!(
            contactflow::syntax::format(&source).as_ref(),
            Ok(&one.text),
            "{}",
            one.place
        );
    }
    assert!(count >= 3, "only {count} tests");
}

#[test]
fn samples_of_data_are_data() {
    let all = samples();
    for one in of(&all, &["json"]).filter(|one| !one.text.contains('…')) {
        let read: Result<serde_json::Value, _> = serde_json::from_str(&one.text);
        assert!(read.is_ok(), "{}: {read:?}", one.place);
    }
    for one in of(&all, &["yaml"]) {
        let read = yaml_rust2::YamlLoader::load_from_str(&one.text);
        assert!(read.is_ok(), "{}: {read:?}", one.place);
    }
    for one in of(&all, &["csv"]) {
        let mut rows = one.text.lines().map(|row| row.split(',').count());
        let heads = rows.next().unwrap_or_default();
        assert!(rows.all(|cells| cells == heads), "{}", one.place);
    }
}

/// A page about a task shows the example as it is: what it says of its lines stays true. The test on it passes.
#[test]
fn tasks_show_the_examples() {
    for (page, examples) in [
        ("transfer-a-call", &["consult-transfer"][..]),
        ("end-stuck-contacts", &["sweep"]),
        ("promise-a-callback", &["callback", "callbacks"]),
        ("take-a-card-number", &["masked-card"]),
    ] {
        let text = std::fs::read_to_string(format!("docs/{page}.md")).expect("it is there");
        let shown = super::scripts(&text);
        for test in text
            .split("```text\n")
            .filter(|block| block.starts_with("test \""))
        {
            let test = test.split("```").next().unwrap_or_default();
            let flow = std::fs::read_to_string(format!("examples/{}.flow", examples[0]))
                .expect("it is there");
            let done = Call::new(&["test", "it.flow"])
                .file("it.flow", flow)
                .file("it.test.flow", test)
                .run();
            assert_eq!(done.code, 0, "docs/{page}.md: {}", done.everything());
            assert!(
                done.out.contains("1 passed"),
                "docs/{page}.md: {}",
                done.out
            );
        }
        for example in examples {
            let flow =
                std::fs::read_to_string(format!("examples/{example}.flow")).expect("it is there");
            assert!(
                shown.contains(&&*flow),
                "docs/{page}.md does not show examples/{example}.flow as it is"
            );
        }
    }
}
