//! The packages of a release. Packing and installing takes a minute, so it is done on request:
//! `cargo test --test it release -- --ignored`. As root on Debian the .deb is installed too, and removed again.

use crate::tools;
use std::process::Command;

/// The command that is packed: the one of this build, which is larger than a released one, unless another is named.
fn binary() -> String {
    std::env::var("FLOW_RELEASE_BINARY").unwrap_or_else(|_| env!("CARGO_BIN_EXE_flow").into())
}

#[test]
#[ignore = "packs and installs for a minute"]
fn every_package_installs_and_holds_a_contact() {
    let folder = tempfile::tempdir().expect("there is room");
    let target = format!("{}-unknown-linux-musl", std::env::consts::ARCH);
    let build = "release/build.sh --out \"$OUT\" --releases https://git.example/contactflow/releases --binary \"$BINARY\" && \
                 release/try.sh \"$OUT\"";
    let mut command = Command::new("bash");
    command
        .args(["-ec", build])
        .env("OUT", folder.path())
        .env("BINARY", format!("{target}={}", binary()));
    let done = command.output().expect("there is a shell");
    let printed = String::from_utf8_lossy(&done.stdout);
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{printed}\n{said}");
    assert!(printed.contains("tried the archive: flow "), "{printed}");
    let bill = folder.path().join(format!(
        "contactflow-{}-{target}.cdx.json",
        env!("CARGO_PKG_VERSION")
    ));
    let bill = std::fs::read_to_string(bill).expect("it was written");
    let bill: serde_json::Value = serde_json::from_str(&bill).expect("it is JSON");
    assert_eq!(bill["bomFormat"], "CycloneDX");
    let names: Vec<&str> = bill["components"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert!(
        names.contains(&"rustls") && !names.contains(&"insta"),
        "{names:?}"
    );
}

/// The note of the draft: the changelog's part, sizes of what there is, and what was not tried.
#[test]
fn the_note_of_a_release_has_sizes_and_what_was_not_tried() {
    if !tools::is_there(
        "the_note_of_a_release_has_sizes_and_what_was_not_tried",
        "python3",
    ) {
        return;
    }
    let folder = tempfile::tempdir().expect("there is room");
    let name = "contactflow-0.1.0-x86_64-pc-windows-gnu.zip";
    let pack = format!(
        "import zipfile; zipfile.ZipFile({name:?}, 'w').writestr('a/flow.exe', bytes(2500000))"
    );
    let packed = Command::new("python3")
        .args(["-c", &pack])
        .current_dir(folder.path())
        .status();
    assert!(packed.expect("there is Python").success());
    let note = Command::new("python3")
        .args(["release/note.py", "0.1.0"])
        .arg(folder.path())
        .output()
        .expect("there is Python");
    let note = String::from_utf8_lossy(&note.stdout);
    assert!(
        note.contains(&format!("| {name} | 2.5 MB | 2.5 MB |")),
        "{note}"
    );
    assert!(note.contains("## What was not tried"), "{note}");
    assert!(
        !note.contains("## Unreleased") && !note.contains("## 0.1.0"),
        "{note}"
    );
    let begun = note.lines().next().expect("it says something");
    let changelog = std::fs::read_to_string("CHANGELOG.md").expect("there is one");
    let (_, of_release) = changelog.split_once("## 0.1.0").expect("it is in there");
    assert!(!begun.is_empty() && of_release.contains(begun), "{begun}");
}
