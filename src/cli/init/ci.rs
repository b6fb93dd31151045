//! The file for a CI service, at the place where the service reads it.

use super::files::{New, Wanted};
use crate::cli::args::Service;
use std::fs;
use std::path::{Path, PathBuf};

/// Where releases of this build's project are, if the build knew it: `…/releases`.
pub(super) const RELEASES: Option<&str> = option_env!("CONTACTFLOW_RELEASES");

/// The service that the repository uses already, as far as can be seen.
pub(super) fn usual(folder: &Path) -> Service {
    let place = Place::of(folder);
    let has = |name: &str| place.top.join(name).exists();
    let config = fs::read_to_string(place.top.join(".git/config")).unwrap_or_default();
    let gitlab = has(".gitlab-ci.yml") || has(".gitlab") || config.contains("gitlab");
    match gitlab && !has(".github") {
        true => Service::Gitlab,
        false => Service::Github,
    }
}

/// Where a repository begins, and where in it the flows are.
pub(super) struct Place {
    /// The top of the repository, or the folder where there is none.
    top: PathBuf,
    /// From there to the flows; empty at the top.
    below: PathBuf,
}

impl Place {
    /// The top of the repository, or the folder where there is none.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// A service reads its file at the top of the repository alone.
    pub fn of(folder: &Path) -> Self {
        let none = || Self {
            top: folder.to_owned(),
            below: PathBuf::new(),
        };
        let Ok(whole) = std::path::absolute(folder) else {
            return none();
        };
        let whole = fs::canonicalize(&whole).unwrap_or(whole);
        let top = whole.ancestors().find(|above| above.join(".git").exists());
        let Some(top) = top else { return none() };
        let below = whole.strip_prefix(top).map(Path::to_owned);
        let below = below.unwrap_or_default();
        match below.as_os_str().is_empty() {
            true => none(),
            // as people write it from where they are
            false => Self {
                top: below
                    .components()
                    .fold(folder.to_owned(), |path, _| up(&path)),
                below,
            },
        }
    }

    /// As a path in a YAML file, which is in double quotes.
    fn quoted(&self) -> String {
        let below = self.below.components();
        let parts: Vec<_> = below
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        match parts.is_empty() {
            true => "\".\"".into(),
            false => serde_json::Value::from(parts.join("/")).to_string(),
        }
    }
}

/// The folder above, as people write it: `flows` is in `.`, `.` in `..`.
fn up(path: &Path) -> PathBuf {
    let last = path.components().next_back();
    match last {
        Some(std::path::Component::Normal(_)) => match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        },
        Some(std::path::Component::CurDir) | None => PathBuf::from(".."),
        _ => path.join(".."),
    }
}

const GITHUB: &str = include_str!("github.yml");
const GITLAB: &str = include_str!("gitlab.yml");

/// The service's file, and what is to be done by hand.
pub(super) fn job(
    wanted: &Wanted,
    place: &Place,
    releases: Option<&str>,
) -> (Option<New>, Vec<String>) {
    let mut notes = Vec::new();
    let job = match wanted.service {
        Service::None => return (None, notes),
        Service::Github => New {
            path: place.top.join(".github/workflows/flows.yml"),
            text: filled(
                GITHUB,
                wanted,
                place,
                releases.unwrap_or("${{ vars.FLOW_RELEASES }}"),
            ),
        },
        Service::Gitlab => gitlab(wanted, place, releases, &mut notes),
    };
    if releases.is_none() {
        notes.push(format!(
            "This build of `flow` does not know where its releases are. Set the variable FLOW_RELEASES in \
             the settings of {}, to an address such as https://git.example/contactflow/releases; \
             `flow init --releases ADDRESS` writes it into the file.",
            match wanted.service {
                Service::Gitlab => "GitLab CI",
                _ => "GitHub Actions",
            }
        ));
    }
    (Some(job), notes)
}

/// GitLab reads one file; where that is there, it includes this one.
fn gitlab(wanted: &Wanted, place: &Place, releases: Option<&str>, notes: &mut Vec<String>) -> New {
    let mut text = filled(GITLAB, wanted, place, releases.unwrap_or_default());
    if releases.is_none() {
        // an empty variable of the file would win over the one of the settings
        text = text.replace("  FLOW_RELEASES: \"\"\n", "");
    }
    let own = place.top.join(".gitlab-ci.yml");
    let there = match fs::read_to_string(&own) {
        // written the last time: with a second file, each job would run twice
        Ok(there) if there == text => return New { path: own, text },
        Ok(there) => there,
        Err(_) => return New { path: own, text },
    };
    const INCLUDED: &str = ".gitlab/flows.yml";
    if !there.contains(INCLUDED) {
        notes.push(format!(
            "{} exists. Add these lines to it:\n\n    include:\n      - local: {INCLUDED}",
            own.display()
        ));
    }
    New {
        path: place.top.join(INCLUDED),
        text,
    }
}

fn filled(text: &str, wanted: &Wanted, place: &Place, releases: &str) -> String {
    let test = |text: String, part: &str| match wanted.test {
        true => text,
        false => text.replace(part, ""),
    };
    let text = text
        .replace("{version}", env!("CARGO_PKG_VERSION"))
        .replace("{releases}", releases)
        .replace("\"{folder}\"", &place.quoted())
        .replace(
            "{run}",
            &format!("{} --profile simulator", wanted.system.first.run),
        );
    let text = test(text, "      - run: flow test --output github\n");
    let text = test(
        text,
        "    - flow test --output junit > \"$CI_PROJECT_DIR/flow-tests.xml\" || test $? -lt 3\n    - flow test\n",
    );
    test(text, ", flow-tests.xml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_above_are_named_as_people_name_them() {
        for (folder, above) in [
            ("flows", "."),
            ("a/flows", "a"),
            (".", ".."),
            ("..", "../.."),
        ] {
            assert_eq!(up(Path::new(folder)), Path::new(above), "{folder}");
        }
    }
}
