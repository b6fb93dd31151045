//! The packages of a release. Packing and installing takes a minute, so it is done on request:
//! `cargo test --test it release -- --ignored`. As root on Debian the .deb is installed too, and removed again.

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
