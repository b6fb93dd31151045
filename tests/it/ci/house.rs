//! What a team asks of its scripts in `flow.toml`, by the command.

use crate::cli::call::{Call, Done};

const WARNED: &str = "\
use cxone
set security user <AgentId>
join agent session
hold contact <ContactId>
    on InvalidState -> retry 3 times every 2s
";
const ENDS: &str = "\
use cxone
set security user <AgentId>
join agent session
end contact <ContactId>
    on any other -> fail
";

fn check(settings: &str, more: &[&str]) -> Done {
    let mut args = vec!["check", "-o", "concise"];
    args.extend(more);
    Call::new(&args)
        .file("flow.toml", settings)
        .file("night/warned.flow", WARNED)
        .file("night/ends.flow", ENDS)
        .file("day/ends.flow", ENDS)
        .run()
}

#[test]
fn a_level_changes_what_a_rule_matters() {
    let plain = check("", &[]);
    assert!(plain.out.contains("warning F074"), "{}", plain.everything());
    let off = check("[check.levels]\nF074 = \"off\"\n", &[]);
    assert!(!off.out.contains("F074"), "{}", off.out);
    let error = check("[check.levels]\nunhandled-outcomes = \"error\"\n", &[]);
    assert_eq!(error.code, 2, "{}", error.everything());
    assert!(error.out.contains("error F074"), "{}", error.out);
}

#[test]
fn a_policy_holds_in_its_folders_wherever_the_check_starts() {
    let policy = "[[check.policy]]\npaths = [\"night/**\"]\nforbid = [\"end contact\"]\n\
                  reason = \"nobody is there to call back\"\n";
    for paths in [&[][..], &["."], &["night", "day"]] {
        let done = check(policy, paths);
        let about: Vec<&str> = done
            .out
            .lines()
            .filter(|line| line.contains("nobody is there"))
            .collect();
        assert_eq!(about.len(), 1, "{}", done.everything());
        assert!(about[0].starts_with("night/ends.flow:4:"), "{}", about[0]);
        assert_eq!(done.code, 2);
    }
}

#[test]
fn what_a_policy_forbids_does_not_run_either() {
    let policy = "[[check.policy]]\nforbid = [\"end contact\"]\n";
    let done = Call::new(&["run", "ends.flow", "-i", "ContactId=1001"])
        .file("flow.toml", policy)
        .file("ends.flow", ENDS)
        .run();
    assert_eq!(done.code, 2, "{}", done.everything());
    assert!(done.err.contains("did not run"), "{}", done.err);
}

/// What a policy asks is not said beside the line that could not be read and may have it.
#[test]
fn what_a_line_that_cannot_be_read_may_have_is_not_asked_for() {
    let policy = "[[check.policy]]\nhandle = [\"InvalidState\"]\nsteps = [\"Tell\"]\n";
    let begin = "use cxone\nset security user <AgentId>\njoin agent session\n";
    let handled =
        "hold contact <ContactId>\n    on InvalidState -> retry\n    on InvalidContactId -> fail\n";
    let told = "run Tell()\nstep Tell() {\n    log \"told\"\n}\n";
    let good = format!("{begin}{handled}{told}");
    for (from, to, codes) in [
        ("", "", &[][..]),
        (
            "on InvalidState -> retry",
            "onn InvalidState -> retry",
            &["F012"],
        ),
        ("    on InvalidState -> retry\n", "", &["F105"]),
        ("run Tell()", "runn Tell()", &["F012"]),
        ("run Tell()\n", "", &["F080", "F107"]),
    ] {
        let done = Call::new(&["check", "-o", "concise"])
            .file("flow.toml", policy)
            .file("a.flow", good.replacen(from, to, 1))
            .run();
        let lines = done.out.lines().filter(|line| line.starts_with("a.flow:"));
        let mut said: Vec<&str> = lines
            .filter_map(|line| {
                line.split_whitespace()
                    .find(|word| word.starts_with("F1") || word.starts_with("F0"))
            })
            .map(|word| word.trim_end_matches(':'))
            .collect();
        said.sort_unstable();
        assert_eq!(said, codes, "{to}: {}", done.everything());
    }
}

fn policy(lines: &str) -> String {
    format!("[[check.policy]]\n{lines}\n")
}

/// A ban of what nobody can do bans nothing: so that is said before anything else.
#[test]
fn names_that_nobody_knows_are_errors() {
    for (lines, title, help) in [
        (
            "forbid = [\"end contct\"]",
            "`end contct` is not an action",
            "`end contact`",
        ),
        (
            "forbid = [\"End Contact\"]",
            "`End Contact` is not an action",
            "`end contact`",
        ),
        (
            "forbid = [\"end contact <ContactId>\"]",
            "`end contact <ContactId>` is not an action",
            "`end contact`",
        ),
        (
            "forbid = [\"end  contact\"]",
            "is not an action",
            "`end contact`",
        ),
        ("forbid = [\"dail *\"]", "`dail *` is not an action", ""),
        (
            "handle = [\"Unknwn\"]",
            "no action has the outcome `Unknwn`",
            "`Unknown`",
        ),
        (
            "handle = [\"unknown\"]",
            "no action has the outcome `unknown`",
            "`Unknown`",
        ),
        ("use = [\"cxnoe\"]", "unknown system `cxnoe`", "`cxone`"),
        (
            "steps = [\"tellTheDesk\"]",
            "`tellTheDesk` is no name of a step",
            "`TellTheDesk`",
        ),
        (
            "steps = [\"Tell the desk\"]",
            "`Tell the desk` is no name of a step",
            "as the flow does",
        ),
        (
            "steps = [\"\"]",
            "`` is no name of a step",
            "as the flow does",
        ),
        ("paths = [\"!day/**\"]", "cannot start with `!`", ""),
        ("paths = [\"night/[a\"]", "cannot be read", ""),
        ("paths = [\"\"]", "a path is empty", ""),
    ] {
        let done = check(&policy(lines), &[]);
        assert_eq!(done.code, 3, "{lines}: {}", done.everything());
        assert!(done.err.contains(title), "{lines}: {}", done.err);
        assert!(done.err.contains(help), "{lines}: {}", done.err);
        assert!(done.err.contains("flow.toml:2:"), "{lines}: {}", done.err);
    }
}

#[test]
fn paths_are_written_as_people_write_them() {
    for paths in [
        "night/**",
        "night",
        "night/",
        "/night/",
        "./night/*",
        "**/night/*.flow",
        "{night,weekend}/**",
    ] {
        let done = check(
            &policy(&format!("paths = [\"{paths}\"]\nforbid = [\"end *\"]")),
            &[],
        );
        assert_eq!(
            done.out.matches("F104").count(),
            1,
            "{paths}: {}",
            done.everything()
        );
        assert!(
            !done.err.contains("matches no flow"),
            "{paths}: {}",
            done.err
        );
    }
}

#[test]
fn a_policy_that_fits_no_script_is_told() {
    let nowhere = policy("paths = [\"nigth/**\"]\nforbid = [\"end contact\"]");
    let one = check(&nowhere, &["night/ends.flow"]);
    assert!(
        one.err
            .contains("flow.toml:2:9: warning: the policy for `nigth/**` matches no flow"),
        "{}",
        one.err
    );
    assert_eq!(one.code, 0, "{}", one.everything());
    let denied = check(&nowhere, &["--deny", "warnings", "day"]);
    assert_eq!(denied.code, 1, "{}", denied.everything());
    let run = Call::new(&["run", "a.flow"])
        .file("flow.toml", &nowhere)
        .file("a.flow", "log \"a\"\n")
        .run();
    assert!(run.err.contains("matches no flow"), "{}", run.err);
}

#[test]
fn what_holds_for_a_file_is_shown() {
    let settings = "[check.levels]\nF074 = \"error\"\n\n[[check.policy]]\npaths = [\"night/**\"]\n\
                    reason = \"nobody watches at night\"\nforbid = [\"end contact\"]\nhandle = [\"Unknown\"]\n";
    let done = Call::new(&["check", "--show-policy", "night/a.flow", "day/a.flow"])
        .file("flow.toml", settings)
        .file("night/a.flow", ENDS)
        .file("day/a.flow", ENDS)
        .run();
    assert_eq!(done.code, 0, "{}", done.everything());
    insta::assert_snapshot!(done.out, @r"
    night/a.flow
      level of F074: error
      flow.toml:5: policy for `night/**`, level error
        reason: nobody watches at night
        forbidden actions: `end contact`
        outcomes to handle: Unknown
    day/a.flow
      level of F074: error
      no policy applies to it
    ");
}

/// Neither another name nor no name at all gets around what a policy forbids.
#[cfg(unix)]
#[test]
fn a_ban_holds_for_links_and_for_texts() {
    let settings = policy("paths = [\"night/**\"]\nforbid = [\"end contact\"]");
    let call = |args: &[&str]| {
        Call::new(args)
            .file("team/flow.toml", &settings)
            .file("team/night/ends.flow", ENDS)
            .file("team/day/other.flow", "log \"a\"\n")
    };
    let inside = call(&["check", "-o", "concise", "team/day/link.flow"]);
    std::os::unix::fs::symlink("../night/ends.flow", inside.path("team/day/link.flow")).unwrap();
    let inside = inside.run();
    assert!(inside.out.contains("F104"), "{}", inside.everything());
    for command in ["check", "run"] {
        let outside = call(&[command, "link.flow"]);
        std::os::unix::fs::symlink("team/night/ends.flow", outside.path("link.flow")).unwrap();
        let outside = outside.run();
        assert_eq!(outside.code, 3, "{}", outside.everything());
        let all = outside.everything();
        assert!(
            all.contains("is a link to a flow to which other policies apply"),
            "{all}"
        );
    }
    let around = call(&["check", "-o", "concise", "team/day/../night/ends.flow"]).run();
    assert!(around.out.contains("F104"), "{}", around.everything());
    for args in [&["check", "-"][..], &["run", "-"], &["run", "-e", ENDS]] {
        let text = Call::new(args)
            .file("flow.toml", &settings)
            .stdin(ENDS)
            .run();
        let all = text.everything();
        assert_eq!(text.code, 2, "{args:?}: {all}");
        assert!(
            all.contains("F104") && all.contains("night/**"),
            "{args:?}: {all}"
        );
    }
}

/// A fix that another fix undoes is made for ever.
#[test]
fn fixes_of_policies_come_to_an_end() {
    let settings = policy("use = [\"cxone\"]\nhandle = [\"Unknown\"]");
    let fix =
        || Call::new(&["check", "--fix", "--unsafe-fixes", "a.flow"]).file("flow.toml", &settings);
    let text = "use cxnoe\nset security user 7\nend contact <ContactId>\n";
    let done = fix().file("a.flow", text).run();
    let fixed = done.read("a.flow");
    assert!(fixed.lines().count() <= 12, "{fixed}");
    assert_eq!(fixed.matches("use cxone").count(), 1, "{fixed}");
    let again = fix().file("a.flow", &fixed).run();
    assert_eq!(again.read("a.flow"), fixed);
}
