//! What comes before the first run: how long objections may take, where everything happens, what was found in the flows.

use crate::cli::args::RunArgs;
use crate::cli::connect::Connected;
use crate::cli::run::ready::Ready;
use crate::config::Problem;
use crate::report::text::name;
use crate::report::{Printer, Style};
use crate::value::duration_words;
use jiff::SignedDuration;

/// Where everything happens, for a page.
pub(super) fn places(ready: &Ready<'_>, connected: &[Connected]) -> Vec<String> {
    let places = ready.profiles.iter().zip(connected);
    let line = |(profile, connected): (&crate::config::Profile, &Connected)| {
        format!("profile {}: {}", profile.name(), connected.place)
    };
    places.map(line).collect()
}

/// Says where everything that follows will happen.
pub(super) fn begin(args: &RunArgs, ready: &Ready<'_>, connected: &[Connected], printer: &Printer) {
    if args.quiet || args.output.is_json() {
        return;
    }
    let look = printer.look();
    for (profile, connected) in ready.profiles.iter().zip(connected) {
        let line = format!("profile {}: {}", profile.name(), connected.place);
        printer.note(&look.paint(Style::Faint, &line));
    }
    let mut told = Vec::new();
    for script in ready.jobs.scripts() {
        let name = name(script.script.source.name());
        if script.warnings > 0 && !told.contains(&name) {
            told.push(name.clone());
            let many = crate::report::text::count(script.warnings, "warning", "warnings");
            let it = if script.warnings == 1 { "it" } else { "them" };
            let line = match script.script.path {
                Some(_) => format!("{name} has {many}: `flow check {name}` shows {it}"),
                // `flow undo` has written it: there is no text at hand that could be checked
                None if ready.plan.is_some() => continue,
                None => {
                    format!("{name} has {many}: `flow check -` shows {it} for the same text")
                }
            };
            printer.note(&look.paint(Style::Faint, &line));
        }
    }
}

/// What is asked before anything runs takes no longer than the run may: a system that does not answer
/// would hold the command up without one.
pub(super) async fn within(
    limit: Option<SignedDuration>,
    objection: impl Future<Output = Option<Problem>>,
) -> Option<Problem> {
    let Some(limit) = limit else {
        return objection.await;
    };
    match tokio::time::timeout(limit.unsigned_abs(), objection).await {
        Ok(objection) => objection,
        Err(_) => {
            let shown = duration_words(limit);
            let problem = Problem::new(format!(
                "the system did not answer within the time limit of {shown}"
            ));
            Some(problem.help("no flow was started; `flow doctor` checks the connection"))
        }
    }
}
