//! The files for services that check changes, each tried as its service would: the shell of their
//! steps is taken from the file and run.

use crate::cli::call::Call;
use crate::tools::skipped;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use yaml_rust2::{Yaml, YamlLoader};

const ACTION: &str = include_str!("../../../action.yml");
const GITLAB: &str = include_str!("../../../docs/ci/gitlab.yml");
const HOOKS: &str = include_str!("../../../.pre-commit-hooks.yaml");

const WRONG: &str = "log \"a\" extra\n";

fn yaml(text: &str) -> Yaml {
    let mut documents = YamlLoader::load_from_str(text).expect("it is YAML");
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

/// A folder with the command in its `bin`, and what was written there.
struct Place {
    folder: tempfile::TempDir,
}

/// How a shell's script ended.
struct Ended {
    code: i32,
    out: String,
    err: String,
}

impl Place {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let place = Self { folder };
        for (name, text) in files {
            place.write(name, text);
        }
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("work").join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("it is in a folder")).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// A command in the place, with `flow` in its path.
    fn command(&self, program: &str) -> Command {
        let flow = Path::new(env!("CARGO_BIN_EXE_flow"));
        let bin = flow.parent().expect("it is in a folder");
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new(program);
        command
            .current_dir(self.path(""))
            .env("PATH", format!("{}:{path}", bin.display()))
            .env("HOME", self.folder.path())
            .env("RUNNER_TEMP", self.folder.path())
            .env("GITHUB_PATH", self.path("github-path"))
            .env("GITHUB_OUTPUT", self.path("github-output"))
            .env("GITHUB_STEP_SUMMARY", self.path("github-summary"))
            .env("GITHUB_ACTION_PATH", env!("CARGO_MANIFEST_DIR"));
        command
    }

    fn end(&self, mut command: Command) -> Option<Ended> {
        let output = command.output().ok()?;
        Some(Ended {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    fn git(&self, args: &[&str]) -> bool {
        let mut command = self.command("git");
        command
            .args([
                "-c",
                "user.name=Ada Example",
                "-c",
                "user.email=ada@example.com",
            ])
            .args(["-c", "commit.gpgsign=false"])
            .args(args);
        self.end(command).is_some_and(|ended| ended.code == 0)
    }

    fn commit(&self) -> bool {
        self.git(&["add", "-A"]) && self.git(&["commit", "-qm", "a change"])
    }
}

/// The steps of the action, with what an input or the event puts into their environment.
fn action(place: &Place, inputs: &[(&str, &str)], base: &str) -> Option<Vec<Ended>> {
    let action = yaml(ACTION);
    let mut given: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, input) in action["inputs"].as_hash().expect("it has inputs") {
        given.insert(name.as_str().unwrap(), input["default"].as_str().unwrap());
    }
    given.extend(inputs.iter().copied());
    let mut all = Vec::new();
    for step in action["runs"]["steps"].as_vec().expect("it has steps") {
        let Some(script) = step["run"].as_str() else {
            continue;
        };
        assert_eq!(step["shell"].as_str(), Some("bash"));
        if step["if"].as_str() == Some("inputs.format == 'true'") && given["format"] != "true" {
            continue;
        }
        // As GitHub starts `shell: bash`.
        let mut command = place.command("bash");
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]);
        for (name, value) in step["env"].as_hash().into_iter().flatten() {
            let value = value.as_str().unwrap().trim_matches(['$', '{', '}', ' ']);
            let value = match value.strip_prefix("inputs.") {
                Some(input) => given[input],
                None if value.starts_with("github.action_repository") => "",
                None => {
                    assert!(value.starts_with("github.event.pull_request.base.sha"));
                    base
                }
            };
            command.env(name.as_str().unwrap(), value);
        }
        all.push(place.end(command)?);
    }
    Some(all)
}

#[test]
fn the_action_marks_findings_and_fails() {
    let place = Place::new(&[("a b.flow", WRONG), ("sub/c.flow", "log   \"c\"\n")]);
    let Some(ended) = action(&place, &[], "") else {
        return skipped("the_action_marks_findings_and_fails", "bash");
    };
    let codes: Vec<i32> = ended.iter().map(|step| step.code).collect();
    assert_eq!(codes, [0, 2, 2], "{}", ended[1].err);
    let matcher = format!("::add-matcher::{}", env!("CARGO_MANIFEST_DIR"));
    assert!(ended[0].out.starts_with(&matcher), "{}", ended[0].out);
    assert!(ended[1].out.contains("+log \"c\""), "{}", ended[1].out);
    let summary = place.read("github-summary");
    assert!(
        summary.starts_with("### flow check: 1 error in 2 files\n\n| | where | what |\n"),
        "{summary}"
    );
    assert!(summary.contains("| error | a b.flow:1:"), "{summary}");
    assert!(
        ended[2].out.starts_with("::error file=a b.flow,line=1,"),
        "{}",
        ended[2].out
    );
}

#[test]
fn the_action_takes_its_inputs() {
    let warned = "use cxone\nset security user <AgentId>\njoin agent session\n\
                  hold contact <ContactId>\n    on InvalidState -> retry 3 times every 2s\n";
    let place = Place::new(&[("one/a.flow", WRONG), ("two x/b.flow", warned)]);
    let inputs = [
        ("paths", "two x\n\n"),
        ("deny", "warnings"),
        ("sarif", "flow.sarif"),
        ("format", "false"),
    ];
    let Some(ended) = action(&place, &inputs, "") else {
        return skipped("the_action_takes_its_inputs", "bash");
    };
    let check = ended.last().expect("it has steps");
    assert_eq!((ended.len(), check.code), (2, 1), "{}", check.err);
    assert!(
        check.out.starts_with("::warning file=two x/b.flow"),
        "{}",
        check.out
    );
    let sarif: serde_json::Value = serde_json::from_str(&place.read("flow.sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "F074");
    assert_eq!(place.read("github-output"), "sarif=flow.sarif\n");
}

#[test]
fn the_action_ends_where_a_file_cannot_be_read() {
    let place = Place::new(&[("a.flow", "log \"a\"\n")]);
    let inputs = [
        ("paths", "gone.flow"),
        ("sarif", "flow.sarif"),
        ("format", "false"),
    ];
    let Some(ended) = action(&place, &inputs, "") else {
        return skipped("the_action_ends_where_a_file_cannot_be_read", "bash");
    };
    assert_ne!(ended.last().map(|step| step.code), Some(0));
    assert_eq!(place.read("github-output"), "");
}

#[test]
fn the_action_tells_only_what_a_change_brought() {
    let name = "the_action_tells_only_what_a_change_brought";
    let place = Place::new(&[("old.flow", WRONG)]);
    if !(place.git(&["init", "-q"]) && place.commit()) {
        return skipped(name, "git");
    }
    let mut head = place.command("git");
    head.args(["rev-parse", "HEAD"]);
    let head = place.end(head).map(|ended| ended.out).unwrap_or_default();
    place.write("new.flow", "log \"b\" more\n");
    assert!(place.commit());
    let inputs = [("changed-only", "true"), ("format", "false")];
    let Some(ended) = action(&place, &inputs, head.trim()) else {
        return skipped(name, "bash");
    };
    let check = ended.last().expect("it has steps");
    assert_eq!(check.code, 2, "{}", check.err);
    assert!(
        check.out.contains("new.flow") && !check.out.contains("old.flow"),
        "{}",
        check.out
    );
    let zeros = "0".repeat(40);
    let all = action(&place, &inputs, &zeros).expect("it ran before");
    assert!(
        all.last()
            .is_some_and(|check| check.out.contains("old.flow"))
    );
}

#[test]
fn the_job_for_gitlab_leaves_its_reports_and_fails() {
    let name = "the_job_for_gitlab_leaves_its_reports_and_fails";
    let job = &yaml(GITLAB)["flow"];
    let lines = |part: &str| -> Vec<String> {
        let lines = job[part].as_vec().expect("it is a list");
        lines
            .iter()
            .map(|line| line.as_str().expect("it is a line").to_owned())
            .collect()
    };
    let mut script = lines("before_script");
    script.extend(lines("script"));
    let run = |place: &Place, base: &str| {
        let mut command = place.command("sh");
        command.args(["-ec", &script.join("\n")]);
        command.env("CI_PROJECT_DIR", place.path(""));
        for (name, value) in job["variables"].as_hash().expect("it has some") {
            command.env(name.as_str().unwrap(), value.as_str().unwrap());
        }
        if !base.is_empty() {
            command.env("CI_MERGE_REQUEST_DIFF_BASE_SHA", base);
        }
        place.end(command)
    };
    let place = Place::new(&[
        ("a.flow", "log \"a\"\n"),
        ("b.flow", "log \"b\"\nhold contct <C>\n"),
    ]);
    if !(place.git(&["init", "-q"]) && place.commit()) {
        return skipped(name, "git");
    }
    let Some(ended) = run(&place, "") else {
        return skipped(name, "sh");
    };
    assert_eq!(ended.code, 2, "{}", ended.err);
    let reports = &job["artifacts"]["reports"];
    let quality = place.read(reports["codequality"].as_str().unwrap());
    let quality: serde_json::Value = serde_json::from_str(&quality).expect("it is JSON");
    assert_eq!(quality[0]["location"]["path"], "b.flow");
    let junit = place.read(reports["junit"].as_str().unwrap());
    assert!(junit.contains("failures=\"1\""), "{junit}");
    let unchanged = run(&place, "HEAD").expect("it ran before");
    assert_eq!(unchanged.code, 0, "{}{}", unchanged.out, unchanged.err);
}

#[test]
fn the_hooks_work_in_a_repository() {
    let name = "the_hooks_work_in_a_repository";
    let place = Place::new(&[
        ("right.flow", "log \"fine\"\n"),
        ("loose.flow", "log   \"loose\"\n"),
        ("component.js.flow", "// @flow\n"),
    ]);
    // As a repository would name them, less the download: `flow` is there already.
    let hooks = HOOKS.replace("language: python", "language: system");
    let hooks: String = hooks
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| format!("      {line}\n"))
        .collect();
    let config = format!("repos:\n  - repo: local\n    hooks:\n{hooks}");
    place.write(".pre-commit-config.yaml", &config);
    if !place.git(&["init", "-q"]) {
        return skipped(name, "git");
    }
    place.git(&["add", "-A"]);
    let run = |hook: &str| {
        let mut command = place.command("pre-commit");
        command.args(["run", "--all-files", hook]);
        command.env("PRE_COMMIT_HOME", place.path(".pre-commit"));
        place.end(command)
    };
    let Some(check) = run("flow-check").filter(|ended| ended.code != 127) else {
        return skipped(name, "pre-commit");
    };
    assert_eq!(check.code, 0, "{}{}", check.out, check.err);
    let formatted = run("flow-fmt").expect("it ran before");
    assert_eq!(formatted.code, 1, "{}", formatted.out);
    assert_eq!(place.read("loose.flow"), "log \"loose\"\n");
    place.write("wrong.flow", "log \"a\" if\nhold contct <C>\n");
    place.git(&["add", "-A"]);
    let failed = run("flow-check").expect("it ran before");
    assert_eq!(failed.code, 1, "{}", failed.out);
    assert!(
        failed.out.contains("wrong.flow:2:1: error F051"),
        "{}",
        failed.out
    );
}

#[test]
fn every_call_in_the_files_is_one_that_the_command_takes() {
    let begun = Call::new(&["init"]).run();
    let begun = yaml(&begun.read(".github/workflows/flows.yml"));
    let steps = begun["jobs"]["check"]["steps"]
        .as_vec()
        .expect("it has steps");
    let mut calls: Vec<&str> = steps
        .iter()
        .filter_map(|step| step["run"].as_str())
        .collect();
    let hooks = yaml(HOOKS);
    let hooks = hooks.as_vec().expect("it is a list");
    calls.extend(hooks.iter().filter_map(|hook| hook["entry"].as_str()));
    let calls: Vec<&str> = calls
        .into_iter()
        .filter(|call| call.starts_with("flow "))
        .collect();
    assert_eq!(calls.len(), 7, "{calls:?}");
    for call in calls {
        let args = std::iter::once("flow").chain(call.split_whitespace().skip(1));
        let read = contactflow::cli::command().try_get_matches_from(args);
        assert!(read.is_ok(), "{call}: {}", read.unwrap_err());
    }
}
