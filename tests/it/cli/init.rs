//! `flow init`.

use super::Call;
use super::call::golden;
use std::fs;
use std::path::Path;

#[test]
fn a_folder_is_begun_and_never_overwritten() {
    let done = Call::new(&["init", "mine"]).run();
    golden!("init", done.text());
    assert!(done.read("mine/flow.toml").contains("[profile.production]"));
    assert!(
        done.read("mine/.github/workflows/flows.yml")
            .contains("flow check")
    );
    let again = Call::new(&["init"])
        .file("hold.flow", "log \"mine\"\n")
        .run();
    golden!("init-again", again.text());
    assert_eq!(again.code, 0);
    assert_eq!(again.read("hold.flow"), "log \"mine\"\n");
    assert!(again.path("flow.toml").exists());
    // tests of the flow that was not written would be of another flow
    assert!(!again.path("hold.test.flow").exists());
}

#[cfg(unix)]
#[test]
fn a_second_time_everything_is_kept_and_named() {
    let first = Call::new(&["init", "my flows"]).run();
    assert!(first.err.contains("cd 'my flows' && "), "{}", first.err);
    let folder = first.path("");
    let again = Call::new(&["init", "my flows"]).in_folder(&folder).run();
    for file in ["flow.toml", "README.md", "hold.flow", "hold.test.flow"] {
        let kept = format!("kept my flows/{file}: it exists");
        assert!(again.err.contains(&kept), "{}", again.err);
    }
}

/// What each system begins with passes its own tests, which notice every change, and runs on the simulator.
#[test]
fn each_system_begins_with_a_flow_that_works() {
    for (system, flow, contact) in [
        ("cxone", "hold", "ContactId=1001"),
        ("finesse", "hold", "ContactId=16804377"),
        ("easycim", "easycim", "Ecid=E-1001"),
    ] {
        let begun = Call::new(&["init", "--system", system, "--ci", "none", "--test"]).run();
        assert_eq!(begun.code, 0, "{}", begun.everything());
        assert!(!begun.path(".github").exists() && !begun.path(".gitlab-ci.yml").exists());
        let folder = begun.path("");
        let script = format!("{flow}.flow");
        for args in [
            &["check", "."][..],
            &["fmt", "--check", "."],
            &["test", "--fail-under", "100", "--mutate"],
            &["run", &script, "--input", contact],
        ] {
            let done = Call::new(args).in_folder(&folder).run();
            assert_eq!(done.code, 0, "{system} {args:?}: {}", done.everything());
        }
        assert!(
            begun
                .read(&format!("{flow}.test.flow"))
                .starts_with(&format!("# Tests of {flow}.flow:"))
        );
        assert!(begun.err.contains("test \""), "{}", begun.err);
    }
}

/// The file of a service is where the service reads it: at the top of the repository.
#[test]
fn the_ci_file_is_at_the_top_of_the_repository() {
    let place = tempfile::tempdir().expect("there is room");
    let top = place.path();
    let init = |folder: &Path, args: &[&str]| {
        let all = [&["init", "--no-test"][..], args].concat();
        let done = Call::new(&all).in_folder(folder).run();
        assert_eq!(done.code, 0, "{}", done.everything());
        done
    };
    let read = |name: &str| fs::read_to_string(top.join(name)).unwrap_or_default();
    fs::create_dir_all(top.join(".git")).expect("there is room");
    init(top, &["desk/flows", "--ci", "github"]);
    let job = read(".github/workflows/flows.yml");
    assert!(job.contains("working-directory: \"desk/flows\""), "{job}");
    assert!(!job.contains("flow test"), "{job}");
    let gitlab = [
        "--ci",
        "gitlab",
        "--releases",
        "https://git.example/c/releases",
    ];
    init(&top.join("desk"), &gitlab);
    let job = read(".gitlab-ci.yml");
    assert!(job.contains("FLOW_FOLDER: \"desk\""), "{job}");
    assert!(
        job.contains("FLOW_RELEASES: \"https://git.example/c/releases\""),
        "{job}"
    );
    // the same once more is no second job
    let again = init(&top.join("desk"), &gitlab);
    let kept = again.err.contains(".gitlab-ci.yml: it exists");
    assert!(kept && !top.join(".gitlab").exists(), "{}", again.err);
    // where another file of GitLab's is there, it is kept, and what to add to it is said
    let done = init(&top.join("desk/flows"), &["--ci", "gitlab"]);
    assert!(
        done.err.contains("- local: .gitlab/flows.yml"),
        "{}",
        done.err
    );
    assert!(read(".gitlab/flows.yml").contains("FLOW_FOLDER: \"desk/flows\""));
    assert_eq!(read(".gitlab-ci.yml"), job);
}

/// A folder that cannot be written leaves none of the files that come before.
#[test]
fn a_folder_is_begun_as_a_whole_or_not_at_all() {
    let done = Call::new(&["init"]).file(".github", "a file\n").run();
    assert_eq!(done.code, 3, "{}", done.everything());
    assert!(done.err.contains("cannot be written"), "{}", done.err);
    assert!(!done.out.contains("wrote"), "{}", done.out);
    for name in ["flow.toml", "hold.flow", "hold.test.flow", "README.md"] {
        assert!(!done.path(name).exists(), "{name} was left behind");
    }
}
