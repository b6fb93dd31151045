//! The runs that are kept: the same commands as on a terminal, for the page. What acts on a real system goes on when the
//! studio ends, as it would in another terminal.

use super::files::Folder;
use super::{ask, child};
use crate::config::Problem;
use crate::studio::Given;
use serde_json::{Value as Json, json};
use std::collections::HashSet;
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So much of what a resumed run says is shown.
const LONGEST: usize = 20_000;

/// Runs that the page has resumed, and what became of them.
#[derive(Default)]
pub(super) struct Resumed(Arc<Mutex<Vec<One>>>);

struct One {
    run: String,
    over: Option<(Option<i32>, String)>,
}

impl Resumed {
    fn all(&self) -> MutexGuard<'_, Vec<One>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What they have come to.
    pub fn list(&self) -> Vec<Json> {
        let all = self.all();
        let one = |one: &One| match &one.over {
            None => json!({ "run": one.run, "over": false }),
            Some((code, said)) => {
                json!({ "run": one.run, "over": true, "code": code, "said": said })
            }
        };
        all.iter().rev().map(one).collect()
    }

    /// Resumes a run in a process of its own, which needs nobody to wait for it.
    pub fn begin(&self, folder: &Folder, run: &str) -> Result<Json, Problem> {
        let mut all = self.all();
        if all.iter().any(|one| one.run == run && one.over.is_none()) {
            return Err(Problem::new(format!("run {run} is being resumed already")));
        }
        let mut command = child::command(&["resume", run], folder.root())?;
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().map_err(|error| child::failed(&error))?;
        all.push(One {
            run: run.to_owned(),
            over: None,
        });
        let number = all.len() - 1;
        let shared = self.0.clone();
        std::thread::spawn(move || {
            let over = match child.wait_with_output() {
                Ok(done) => (done.status.code(), said(&done)),
                Err(error) => (None, error.to_string()),
            };
            let mut all = shared.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(one) = all.get_mut(number) {
                one.over = Some(over);
            }
        });
        Ok(json!({ "said": format!("resuming run {run}") }))
    }
}

fn said(done: &std::process::Output) -> String {
    let all = [done.stdout.as_slice(), done.stderr.as_slice()].concat();
    let all = String::from_utf8_lossy(&all);
    let all = all.trim();
    let from = all.len().saturating_sub(LONGEST);
    let from = (from..=all.len()).find(|at| all.is_char_boundary(*at));
    all[from.unwrap_or(0)..].to_owned()
}

/// The runs, and those that the page has resumed.
pub(super) fn list(folder: &Folder, resumed: &Resumed) -> Result<Json, Problem> {
    let mut document = child::call(&["runs", "--output", "json"], folder.root())?.document()?;
    document["resumed"] = resumed.list().into();
    Ok(document)
}

/// A run, as `flow runs show` shows it to programs and to people.
pub(super) fn show(folder: &Folder, asked: &Json) -> Result<Json, Problem> {
    let run = id(asked)?;
    let shown = child::call(&["runs", "show", run, "--output", "json"], folder.root())?;
    let text = child::call(&["runs", "show", run], folder.root())?;
    let document = shown.document().unwrap_or(Json::Null);
    Ok(json!({ "document": document, "text": text.said() }))
}

/// A run as a page.
pub(super) fn report(folder: &Folder, asked: &Json) -> Result<Given, Problem> {
    let done = child::call(&["runs", "report", id(asked)?], folder.root())?;
    match done.code {
        Some(0) => Ok(Given::Page(done.out)),
        _ => Err(done.problem()),
    }
}

pub(super) fn cancel(folder: &Folder, asked: &Json) -> Result<Json, Problem> {
    said_by(&["runs", "cancel", id(asked)?], folder)
}

/// Records what somebody has found out about a write in doubt.
pub(super) fn settle(folder: &Folder, asked: &Json) -> Result<Json, Problem> {
    let (run, effect) = (id(asked)?, ask::text(asked, "effect")?);
    let what = ask::text(asked, "what")?;
    let known: HashSet<&str> = ["happened", "did-not"].into();
    if !known.contains(what) || effect.starts_with('-') {
        return Err(Problem::new("a write has `happened`, or it `did-not`"));
    }
    said_by(&["runs", "settle", run, effect, what], folder)
}

pub(super) fn signal(folder: &Folder, asked: &Json) -> Result<Json, Problem> {
    let (run, name) = (id(asked)?, ask::text(asked, "name")?);
    if name.starts_with('-') {
        return Err(Problem::new(format!("unknown signal `{name}`")));
    }
    let mut words = vec!["signal", run, name];
    words.extend(ask::some(asked, "value"));
    said_by(&words, folder)
}

fn said_by(words: &[&str], folder: &Folder) -> Result<Json, Problem> {
    let done = child::call(words, folder.root())?;
    match done.code {
        Some(0) => Ok(json!({ "said": done.said() })),
        _ => Err(Problem::new(done.said())),
    }
}

/// The id of a run, or of a row of a job: letters, digits and a dash inside, so that it is never taken for an option.
pub(super) fn id(asked: &Json) -> Result<&str, Problem> {
    let id = ask::text(asked, "run")?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    match !id.is_empty() && !id.starts_with('-') && id.bytes().all(fits) {
        true => Ok(id),
        false => Err(Problem::new(format!("unknown run `{id}`"))),
    }
}
