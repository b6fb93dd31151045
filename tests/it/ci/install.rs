//! The installer, against a page of releases on this machine.

use crate::cli::call::Call;
use crate::tools::skipped;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A page of releases that serves the files of a folder, for as long as the tests run.
fn serve(folder: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a port");
    let address = listener.local_addr().expect("it has one");
    std::thread::spawn(move || {
        for visitor in listener.incoming().flatten() {
            let _ = answer(visitor, &folder);
        }
    });
    format!("http://{address}/releases")
}

fn answer(mut visitor: TcpStream, folder: &Path) -> std::io::Result<()> {
    let mut lines = BufReader::new(visitor.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let from = format!("/releases/download/v{VERSION}/");
    let path = first.split(' ').nth(1).unwrap_or_default();
    let file = path.strip_prefix(&from).map(|name| folder.join(name));
    let (status, body) = match file.map(std::fs::read) {
        Some(Ok(body)) => ("200 OK", body),
        _ => ("404 Not Found", Vec::new()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    visitor.write_all(head.as_bytes())?;
    visitor.write_all(&body)
}

/// A release whose `flow` is a small script, made with the tools that the installer uses.
fn release(folder: &Path) -> Option<String> {
    let make = "set -e
        case $(uname -m) in arm64 | aarch64) cpu=aarch64 ;; *) cpu=x86_64 ;; esac
        case $(uname -s) in Darwin) rest=apple-darwin ;; *) rest=unknown-linux-musl ;; esac
        stem=contactflow-$VERSION-$cpu-$rest
        mkdir $stem
        printf '#!/bin/sh\necho \"flow %s (test)\"\n' $VERSION > $stem/flow
        chmod 755 $stem/flow
        tar -czf $stem.tar.gz $stem
        { sha256sum $stem.tar.gz || shasum -a 256 $stem.tar.gz; } > $stem.tar.gz.sha256
        command -v curl";
    let mut command = Command::new("sh");
    command
        .args(["-c", make])
        .current_dir(folder)
        .env("VERSION", VERSION);
    let done = command.output().ok()?;
    std::fs::copy("release/install.sh", folder.join("install.sh")).ok()?;
    done.status.success().then(|| serve(folder.to_owned()))
}

/// What the installer said, and whether it ended well. There is no Rust in its path.
fn install(releases: &str, to: &Path, more: &[(&str, &str)]) -> (bool, String) {
    let mut command = Command::new("sh");
    command
        .args(["release/install.sh", "--to"])
        .arg(to)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("FLOW_VERSION", VERSION)
        .env("FLOW_RELEASES", releases)
        .envs(more.iter().copied());
    let done = command.output().expect("there is a shell");
    (
        done.status.success(),
        String::from_utf8_lossy(&done.stderr).into_owned(),
    )
}

#[test]
fn the_installer_takes_what_was_released_and_nothing_else() {
    let name = "the_installer_takes_what_was_released_and_nothing_else";
    let folder = tempfile::tempdir().expect("there is room");
    let Some(releases) = release(folder.path()) else {
        return skipped(name, "curl");
    };
    let to = folder.path().join("bin");
    let flow = to.join("flow");
    let wrong = "0".repeat(64);
    let (well, said) = install(&releases, &to, &[("FLOW_SHA256", &wrong)]);
    assert!(!well && !flow.exists(), "{said}");
    assert!(said.contains(&format!(", not {wrong}")), "{said}");
    let (well, said) = install(&releases, &to, &[]);
    assert!(well && flow.exists(), "{said}");
    assert!(said.contains(&format!("flow {VERSION} (test)")), "{said}");
    let (well, said) = install(&releases, &to, &[("FLOW_VERSION", "9.9.9")]);
    assert!(!well, "{said}");
    for part in [
        "has no flow 9.9.9 for",
        "compiling it takes about four minutes",
        "install Rust",
    ] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    let (well, said) = install("", &to, &[]);
    assert!(
        !well && said.contains("the page of the releases is not known"),
        "{said}"
    );
}

/// The steps that `flow init` writes for GitHub, up to the first that uses `flow`.
#[test]
fn a_ci_file_downloads_the_command() {
    let name = "a_ci_file_downloads_the_command";
    let folder = tempfile::tempdir().expect("there is room");
    let Some(releases) = release(folder.path()) else {
        return skipped(name, "curl");
    };
    let begun = Call::new(&["init", "--ci", "github", "--releases", &releases]).run();
    let file = begun.read(".github/workflows/flows.yml");
    let file = yaml_rust2::YamlLoader::load_from_str(&file).expect("it is YAML");
    let steps = file[0]["jobs"]["check"]["steps"]
        .as_vec()
        .expect("it has steps");
    let step = steps
        .iter()
        .find(|step| step["name"].as_str() == Some("Install flow"));
    let script = step
        .and_then(|step| step["run"].as_str())
        .expect("it has a script");
    let mut command = Command::new("bash");
    command
        .args(["--noprofile", "--norc", "-e", "-c", script])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("RUNNER_TEMP", folder.path())
        .env("GITHUB_PATH", folder.path().join("path"));
    for (name, value) in file[0]["env"].as_hash().expect("it has variables") {
        let value = value.as_str().map_or_else(String::new, str::to_owned);
        command.env(name.as_str().expect("it is a name"), value);
    }
    // YAML reads the version as a text, as it has two dots
    let done = command.output().expect("there is a shell");
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let said = Command::new(folder.path().join("flow/flow"))
        .output()
        .expect("it is there");
    assert_eq!(
        String::from_utf8_lossy(&said.stdout),
        format!("flow {VERSION} (test)\n")
    );
}
