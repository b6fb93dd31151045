//! A run for programs.

use super::Redactor;
use super::advice;
use super::json::{merge, place};
use crate::catalogue::Catalogue;
use crate::run::effect::Exchange;
use crate::run::event::{Attempt, End, Failure, LeftOpen, RunReport};
use crate::source::Source;
use serde_json::{Map, Value as Json, json};

/// Everything about a run that is over, as programs may see it.
pub fn run(
    source: &Source,
    report: &RunReport,
    catalogue: Option<&Catalogue>,
    redactor: &Redactor,
) -> Json {
    let results: Map<String, Json> = report
        .results
        .iter()
        .map(|(name, result)| (name.to_string(), redactor.json(result)))
        .collect();
    let in_doubt = report.in_doubt.iter();
    let unknown: Vec<Json> = in_doubt
        .map(|doubt| json!({ "name": &*doubt.name, "statement": redactor.show(&doubt.what) }))
        .collect();
    let left_open = report.left_open.iter();
    let left_open: Vec<Json> = left_open
        .map(|one| left_json(one, source, redactor))
        .collect();
    let mut json = json!({
        "run": &*report.run,
        "flow": &**report.script(),
        "started": report.started.to_string(),
        "ended": report.ended.to_string(),
        "attempts": report.calls,
        "results": results,
        "unknown": unknown,
        "unfinished_cleanup": report.undone.iter().map(|span| place(source, *span)).collect::<Vec<_>>(),
        "left_open": left_open,
        "unheard_signals": report.unheard.iter().map(|name| &**name).collect::<Vec<_>>(),
        "cleanup_failures": report.also.iter().map(|also| end(also, source, redactor)).collect::<Vec<_>>(),
    });
    merge(&mut json, end(&report.end, source, redactor));
    if let (End::Failed(failure), Some(failed)) = (&report.end, json.get_mut("failure")) {
        failed["advice"] = advice::for_failure(failure, catalogue, redactor).into();
    }
    json
}

/// What a run has opened and not closed.
pub fn left_json(left: &LeftOpen, source: &Source, redactor: &Redactor) -> Json {
    json!({
        "message": redactor.show(&left.what),
        "certain": left.certain,
        "close": &*left.close,
        "harm": left.harm.as_deref(),
        "statement": redactor.show(&left.statement),
        "location": place(source, left.span),
    })
}

/// How a run ended.
pub(super) fn end(end: &End, source: &Source, redactor: &Redactor) -> Json {
    match end {
        End::Finished { message } => json!({
            "status": "succeeded",
            "message": message.as_ref().map(|message| redactor.show(message)),
        }),
        End::Cancelled => json!({ "status": "cancelled" }),
        End::Failed(failed) => {
            json!({ "status": "failed", "failure": failure(failed, source, redactor) })
        }
        End::Faulted(fault) => json!({
            "status": "stopped",
            "error": {
                "message": redactor.show(&fault.message),
                "help": fault.help,
                "location": place(source, fault.span),
            },
        }),
    }
}

fn failure(failure: &Failure, source: &Source, redactor: &Redactor) -> Json {
    let attempts = failure.attempts.iter();
    json!({
        "statement": redactor.show(&failure.what),
        "system": failure.action.as_ref().map(|(system, _)| &**system),
        "action": failure.action.as_ref().map(|(_, key)| &**key),
        "outcome": &*failure.outcome,
        "reason": redactor.reason(&failure.reason),
        "message": failure.message.as_ref().map(|message| redactor.show(message)),
        "location": place(source, failure.span),
        "handler": failure.by.map(|by| place(source, by)),
        "stack": failure.through.iter().map(|span| place(source, *span)).collect::<Vec<_>>(),
        "attempts": attempts.map(|one| attempt(one, redactor)).collect::<Vec<_>>(),
    })
}

fn attempt(attempt: &Attempt, redactor: &Redactor) -> Json {
    json!({
        "at": attempt.at.to_string(),
        "outcome": &*attempt.outcome,
        "reason": redactor.clean(&attempt.reason),
        "exchanges": exchanges(&attempt.exchanges, redactor),
    })
}

/// What went over the wire.
pub(super) fn exchanges(exchanges: &[Exchange], redactor: &Redactor) -> Json {
    exchanges
        .iter()
        .map(|exchange| {
            json!({
                "at": exchange.at.to_string(),
                "took_ms": i64::try_from(exchange.took.as_millis()).unwrap_or(i64::MAX),
                "request": redactor.clean(&exchange.asked),
                "response": redactor.clean(&exchange.answered),
            })
        })
        .collect()
}
