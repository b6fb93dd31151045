//! `flow replay`: recorded runs, again, without any system.

mod step;

use super::args::{ProfileArgs, ReplayArgs, ReplayForm};
use super::exit::Exit;
use super::scripts;
use super::session::{self, tell};
use crate::catalogue::Catalogue;
use crate::check::{self, Context};
use crate::clock;
use crate::config::Problem;
use crate::journal::Record;
use crate::program::Program;
use crate::report::{Printer, text};
use crate::testing::explore::as_test;
use crate::testing::recording::{Again, OLD_DAYS, Recording, VERSION, replay};
use crate::testing::timeline::Timeline;
use crate::testing::trace;
use jiff::Timestamp;
use serde_json::json;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A larger file is no recording.
const MAX_BYTES: u64 = 256 << 20;

pub(super) fn again(args: &ReplayArgs, printer: &Printer) -> Exit {
    let files = match files(&args.files) {
        Ok(files) => files,
        Err(problem) => return tell(&problem, printer),
    };
    let mut flows = Flows::default();
    let mut done = Vec::new();
    let mut exit = Exit::Done;
    for file in &files {
        let with = args.with.as_deref();
        match one_of(file, with, &args.profile, (&mut flows, printer)) {
            Ok(replayed) => done.push((file, replayed)),
            Err(problem) => exit = exit.max(tell(&problem, printer)),
        }
    }
    if args.step || args.to_test || (files.len() == 1 && args.output == ReplayForm::People) {
        for (_, replayed) in &done {
            exit = exit.max(single(args, replayed, printer));
        }
        return exit;
    }
    exit.max(summary(args, &done, printer))
}

/// A recording that has been run again.
pub(super) struct Replayed {
    pub program: Arc<Program>,
    pub recording: Recording,
    pub again: Again,
}

/// The flows of recordings, each read once.
#[derive(Default)]
pub(super) struct Flows(HashMap<PathBuf, Arc<Program>>);

impl Flows {
    pub fn read(
        &mut self,
        file: &Path,
        profile: &ProfileArgs,
        printer: &Printer,
    ) -> Result<Arc<Program>, Problem> {
        if let Some(known) = self.0.get(file) {
            return Ok(known.clone());
        }
        let script = scripts::read(file)?.with_files();
        let config = session::config(profile, &script.folder())?;
        session::note_former(&config, printer);
        let context = Context::default().in_house(script.house(&config));
        let _day = clock::on_no_day();
        let checked = check::check_text(&script.source, Catalogue::builtin(), &context);
        session::hide(&script.source, &checked.problems, printer);
        let program = checked.program.ok_or_else(|| {
            let name = text::name(script.source.name()).into_owned();
            Problem::new(format!("{name} has errors")).help(format!("run `flow check {name}`"))
        })?;
        self.0.insert(file.to_owned(), program.clone());
        Ok(program)
    }
}

pub(super) fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Problem> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let unreadable = |error: std::io::Error| {
            Problem::new(format!("cannot read `{}`: {error}", path.display()))
        };
        let entries = std::fs::read_dir(path).map_err(unreadable)?;
        let mut here: Vec<PathBuf> = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|end| end == "recording"))
            .collect();
        here.sort();
        files.append(&mut here);
    }
    match files.is_empty() {
        true => Err(Problem::new("no recordings found")
            .help("recordings end in `.recording`: `flow run hold.flow --record hold.recording`")),
        false => Ok(files),
    }
}

/// The text of a recording, or of a file as large.
pub(super) fn text_of(file: &Path) -> Result<String, Problem> {
    let name = file.display();
    let wrong = |why: String| Problem::new(format!("cannot read `{name}`: {why}"));
    let missing = |why: std::io::Error| scripts::unreadable(&text::name(&name.to_string()), &why);
    let about = std::fs::metadata(file).map_err(missing)?;
    if about.len() > MAX_BYTES {
        return Err(wrong("it is too large for a recording".into()));
    }
    std::fs::read_to_string(file).map_err(missing)
}

pub(super) fn read(file: &Path) -> Result<Recording, Problem> {
    let name = file.display();
    let wrong = |why: String| Problem::new(format!("cannot read `{name}`: {why}"));
    let text = text_of(file)?;
    // as bytes, which is how the journal has its records: one reader of each less in the program
    let recording: Recording = serde_json::from_slice(text.as_bytes()).map_err(|_| {
        Problem::new(format!("`{name}` is not a recording, or it is damaged"))
            .help("`flow run FLOW --record FILE` makes a recording")
    })?;
    match recording.version == VERSION {
        true => Ok(recording),
        false => Err(wrong(format!(
            "it is of version {}, not {VERSION}",
            recording.version
        ))),
    }
}

/// The flow that a recording names: from here, from the recording's folder, or beside the recording. It
/// was made where the folders may have been others.
pub(super) fn flow_of(recording: &Path, named: &str) -> PathBuf {
    let named = PathBuf::from(named);
    let folder = recording.parent().unwrap_or(Path::new(""));
    let beside = named.file_name().map(|name| folder.join(name));
    let mut places = [folder.join(&named)].into_iter().chain(beside);
    match named.is_file() {
        true => named,
        false => places.find(|place| place.is_file()).unwrap_or(named),
    }
}

/// A recording that is run again by itself.
pub(super) fn one(
    file: &Path,
    with: Option<&Path>,
    profile: &ProfileArgs,
    printer: &Printer,
) -> Result<Replayed, Problem> {
    one_of(file, with, profile, (&mut Flows::default(), printer))
}

fn one_of(
    file: &Path,
    with: Option<&Path>,
    profile: &ProfileArgs,
    (flows, printer): (&mut Flows, &Printer),
) -> Result<Replayed, Problem> {
    let recording = read(file)?;
    let age = Timestamp::now()
        .duration_since(recording.recorded)
        .as_hours()
        / 24;
    if age > OLD_DAYS {
        let name = file.display();
        printer.note(&format!(
            "warning: {name} is {age} days old; `flow record refresh {name}` makes it again"
        ));
    }
    let flow = match with {
        Some(flow) => flow.to_owned(),
        None => flow_of(file, &recording.flow),
    };
    let program = flows.read(&flow, profile, printer)?;
    let again = replay(&program, &recording).map_err(|why| {
        Problem::new(format!("{} cannot run again: {why}", file.display()))
            .help("the inputs of the flow are not those of the recording")
    })?;
    Ok(Replayed {
        program,
        recording,
        again,
    })
}

/// One run, with everything that happened.
fn single(args: &ReplayArgs, replayed: &Replayed, printer: &Printer) -> Exit {
    let again = &replayed.again;
    if args.to_test {
        if let Some(Record::Started(started)) = replayed.recording.records.first() {
            printer.result(&as_test(&replayed.program, &started.start, &again.seen));
        }
    } else if args.step {
        let timeline = Timeline::recorded(replayed.program.clone(), &replayed.recording);
        match timeline {
            Ok(timeline) => step::through(&timeline, printer),
            Err(why) => printer.note(&why),
        }
    } else {
        for line in trace(&again.seen, printer.look(), printer.redactor()) {
            printer.result(&line);
        }
    }
    told_divergence(replayed, printer)
}

/// Names the first place where a run is another than the recorded one.
pub(super) fn told_divergence(replayed: &Replayed, printer: &Printer) -> Exit {
    let Some(divergence) = &replayed.again.divergence else {
        return Exit::Done;
    };
    let hidden = |text: &str| printer.redactor().clean(text).into_owned();
    printer.note(&format!(
        "the run differs from the recording at record {}\n  recorded: {}\n  now:      {}",
        divergence.record,
        hidden(&divergence.recorded),
        hidden(&divergence.now)
    ));
    Exit::Failed
}

/// In which of many runs something else is done.
fn summary(args: &ReplayArgs, done: &[(&PathBuf, Replayed)], printer: &Printer) -> Exit {
    let differs: Vec<_> = done
        .iter()
        .filter_map(|(file, replayed)| Some((file, replayed.again.divergence.as_ref()?)))
        .collect();
    let head = format!(
        "differs in {} of {}",
        differs.len(),
        text::count(done.len(), "run", "runs")
    );
    match args.output {
        ReplayForm::Json => {
            let list: Vec<_> = differs
                .iter()
                .map(|(file, divergence)| {
                    json!({
                        "recording": file.display().to_string(),
                        "record": divergence.record,
                        "recorded": divergence.recorded,
                        "now": divergence.now,
                    })
                })
                .collect();
            let document = json!({
                "version": crate::report::json::VERSION,
                "runs": done.len(),
                "differ": list,
            });
            printer.json_result(&document, true);
        }
        ReplayForm::Markdown => {
            let mut page = format!("**{head}**\n");
            if !differs.is_empty() {
                page.push_str("\n| recording | recorded | now |\n|---|---|---|\n");
            }
            for (file, divergence) in &differs {
                let (recorded, now) = (cell(&divergence.recorded), cell(&divergence.now));
                page.push_str(&format!(
                    "| {} | {recorded} | {now} |\n",
                    cell(&file.display().to_string())
                ));
            }
            printer.result(&page);
        }
        ReplayForm::People => {
            for (file, divergence) in &differs {
                printer.result(&format!(
                    "{} differs at record {}\n  recorded: {}\n  now:      {}",
                    file.display(),
                    divergence.record,
                    divergence.recorded,
                    divergence.now
                ));
            }
            printer.result(&head);
        }
    }
    match differs.is_empty() {
        true => Exit::Done,
        false => Exit::Failed,
    }
}

/// What may stand between the bars of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
