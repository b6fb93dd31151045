//! Where secrets come from, and when a `flow.toml` may not have them.

use super::Call;
use super::call::Done;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const FLOW: &str = "hold contact <ContactId>\n    on any other -> fail\n";

/// A profile whose secret is printed by a command that leaves a trace of having run.
const PROFILE: &str = "[profile.lab]\naddress = \"http://127.0.0.1:9\"\nsign-in = \"token\"\n\
                       agent = 7\n\
                       token = { command = [\"sh\", \"-c\", \"echo ran > ran; echo t0ken\"] }\n";

fn mode(path: &Path, mode: u32) {
    let permissions = std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(path, permissions).expect("it is there");
}

fn run(args: &[&str], file: u32, trust: bool) -> Done {
    let call = Call::new(args)
        .file("flow.toml", PROFILE)
        .env("PATH", "/usr/bin:/bin");
    mode(&call.path("flow.toml"), file);
    let path = call.path("flow.toml").display().to_string();
    let config = call.path("config").display().to_string();
    let call = call.env("XDG_CONFIG_HOME", &config).env("HOME", &config);
    match trust {
        true => call.env("FLOW_TRUST", &path).run(),
        false => call.run(),
    }
}

const RUN: [&str; 7] = ["run", "-e", FLOW, "-i", "ContactId=1001", "-p", "lab"];

#[test]
fn a_file_that_others_can_write_runs_nothing_until_it_is_trusted() {
    let shared = run(&RUN, 0o666, false);
    assert_eq!(shared.code, 3, "{}", shared.everything());
    assert!(
        shared.err.contains("is not trusted") && shared.err.contains("flow trust"),
        "{}",
        shared.err
    );
    assert!(!shared.path("ran").exists());
    for (file, trust) in [(0o600, false), (0o666, true)] {
        let may = run(&RUN, file, trust);
        assert!(may.path("ran").exists(), "{}", may.everything());
        assert!(!may.everything().contains("t0ken"));
    }
}

#[test]
fn doctor_and_an_untrusted_files_environment_are_no_way_round() {
    let doctor = run(&["doctor", "lab"], 0o666, false);
    assert_eq!(doctor.code, 3, "{}", doctor.everything());
    assert!(doctor.out.contains("is not trusted"), "{}", doctor.out);
    assert!(!doctor.path("ran").exists());
}

#[test]
fn a_browser_counts_as_a_command() {
    let toml = "[profile.desk]\nsystem = \"easycim\"\npage = \"https://crm.example/\"\n\
                browser = \"./evil\"\n";
    let call = Call::new(&["doctor", "desk"]).file("flow.toml", toml);
    mode(&call.path("flow.toml"), 0o666);
    let done = call.run();
    assert_eq!(done.code, 3, "{}", done.everything());
    assert!(done.out.contains("is not trusted"), "{}", done.out);
}

#[test]
fn trust_is_given_listed_and_taken_back() {
    let home = tempfile::tempdir().expect("there is room");
    let flows = tempfile::tempdir().expect("there is room");
    let file = flows.path().join("flow.toml");
    std::fs::write(&file, PROFILE).expect("there is room");
    mode(&file, 0o666);
    let name = file.display().to_string();
    let flow = |args: &[&str]| {
        Call::new(args)
            .env("XDG_CONFIG_HOME", &home.path().display().to_string())
            .env("HOME", &home.path().display().to_string())
            .run()
    };
    let given = flow(&["trust", &name]);
    assert_eq!(given.code, 0, "{}", given.everything());
    assert!(given.err.contains("is trusted"), "{}", given.err);
    let listed = flow(&["trust", "--list"]).out;
    assert!(listed.contains("flow.toml"), "{listed}");
    let config = ["doctor", "lab", "--config", &name];
    let trusted = flow(&config);
    assert!(!trusted.out.contains("is not trusted"), "{}", trusted.out);
    let back = flow(&["trust", "--remove", &name]);
    assert!(back.err.contains("no longer trusted"), "{}", back.err);
    let doubted = flow(&config);
    assert!(doubted.out.contains("is not trusted"), "{}", doubted.out);
    let wrong = flow(&["trust", "gone.toml"]);
    assert_eq!(wrong.code, 3, "{}", wrong.everything());
}

/// A Secret Service that is a folder: `secret-tool` as its manual page has it.
const SECRET_TOOL: &str = "#!/bin/sh\nset -eu\n\
    case \"$1\" in\n\
    store) shift 2; cat > \"$STORE/$2-$(echo \"$4\" | tr / _)\" ;;\n\
    lookup) cat \"$STORE/$3-$(echo \"$5\" | tr / _)\" 2>/dev/null || exit 1 ;;\n\
    esac\n";

#[cfg(target_os = "linux")]
#[test]
fn a_secret_goes_into_the_keyring_and_comes_back() {
    let tools = tempfile::tempdir().expect("there is room");
    let tool = tools.path().join("secret-tool");
    std::fs::write(&tool, SECRET_TOOL).expect("there is room");
    mode(&tool, 0o755);
    let folder = tools.path().display().to_string();
    let flow = |args: &[&str], typed: &str| {
        let toml = "[profile.lab]\naddress = \"http://127.0.0.1:9\"\nsign-in = \"token\"\n\
                    token = { keyring = \"cxone/production\" }\n";
        Call::new(args)
            .file("flow.toml", toml)
            .env("PATH", &format!("{folder}:/usr/bin:/bin"))
            .env("STORE", &folder)
            .stdin(typed)
            .run()
    };
    let before = flow(&["doctor", "lab"], "");
    assert!(
        before.out.contains("flow secret set cxone/production"),
        "{}",
        before.out
    );
    let stored = flow(&["secret", "set", "cxone/production"], "t0ken\n");
    assert_eq!(stored.code, 0, "{}", stored.everything());
    assert!(!stored.everything().contains("t0ken"));
    let kept = std::fs::read_to_string(tools.path().join("cxone-production"));
    assert_eq!(kept.expect("it was stored"), "t0ken");
    let after = flow(&["doctor", "lab"], "");
    assert!(after.out.contains("good     settings"), "{}", after.out);
    for (args, typed, why) in [
        (
            ["secret", "set", "cxone"],
            "t0ken",
            "is not a keyring entry",
        ),
        (["secret", "set", "cxone/b"], "\n", "is empty"),
        (
            ["secret", "set", "cxone/b"],
            "t0ken\nurl: x\n",
            "more than one line",
        ),
    ] {
        let wrong = flow(&args, typed);
        assert_eq!(wrong.code, 3, "{}", wrong.everything());
        assert!(wrong.err.contains(why), "{}", wrong.err);
    }
}

#[test]
fn a_machine_without_the_program_says_what_to_install() {
    let done = Call::new(&["secret", "set", "cxone/production"])
        .stdin("t0ken")
        .run();
    assert_eq!(done.code, 3, "{}", done.everything());
    if cfg!(target_os = "linux") {
        assert!(done.err.contains("libsecret"), "{}", done.err);
        let toml = "[profile.lab]\naddress = \"http://127.0.0.1:9\"\nsign-in = \"token\"\n\
                    token = { keyring = \"cxone/production\" }\n";
        let done = Call::new(&["doctor", "lab"]).file("flow.toml", toml).run();
        assert!(
            done.out.contains("install the package, then store it"),
            "{}",
            done.out
        );
    }
}
