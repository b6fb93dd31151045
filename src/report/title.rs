//! A failure in one line.

use super::redact::Redactor;
use super::text::in_a_line;
use crate::run::event::Failure;

/// What failed, in one line.
pub(super) fn title(failure: &Failure, redactor: &Redactor) -> String {
    let said = failure.message.as_ref().filter(|said| !said.is_empty());
    let show = |text| in_a_line(&redactor.show(text)).into_owned();
    let said = said.map(show);
    let what = show(&failure.what);
    match (what.is_empty(), said) {
        (true, Some(said)) => said,
        (true, None) => match &*failure.outcome {
            "Exhausted" => "`repeat` used up all its rounds".to_owned(),
            "TimedOut" => "the time limit was reached".to_owned(),
            other => format!("the run ended in {other}"),
        },
        (false, Some(said)) => format!("{said}: {what} ended in {}", failure.outcome),
        (false, None) => format!("{what} ended in {}", failure.outcome),
    }
}
