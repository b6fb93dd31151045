//! What actions leave open and what they close, and what must not run twice at once.

use super::super::table::{ExclusiveTable, OpensTable};
use super::super::{Action, Exclusive, Opens};
use super::findings::Findings;
use std::sync::Arc;

pub(super) fn opens(
    at: &str,
    table: &OpensTable,
    known: &dyn Fn(&str) -> bool,
    findings: &mut Findings,
) -> Opens {
    if let Some(of) = table.of.as_deref().filter(|of| !known(of)) {
        findings.add(
            at,
            format!("`opens.of` names `{of}`, which is not a parameter or an output"),
        );
    }
    for (key, text) in [("what", &table.what), ("close", &table.close)] {
        if text.trim().is_empty() {
            findings.add(at, format!("`opens.{key}` is empty, but messages show it"));
        }
    }
    Opens {
        what: table.what.as_str().into(),
        of: table.of.as_deref().map(Into::into),
        close: table.close.as_str().into(),
        line: table.line.as_deref().map(Into::into),
        left: table.left.as_deref().map(Into::into),
        stays: table.stays,
        must: table.must,
        by: table.by.as_deref().map(Into::into),
        perhaps: table.perhaps,
    }
}

pub(super) fn exclusive(table: ExclusiveTable) -> Exclusive {
    match table {
        ExclusiveTable::Device => Exclusive::Device,
        ExclusiveTable::Method => Exclusive::Method,
    }
}

/// What is closed has to be opened by some action, and the other way round.
pub(super) fn closed(actions: &[Arc<Action>], findings: &mut Findings) {
    let opened = |what: &str| {
        let mut opens = actions.iter().flat_map(|action| action.opened());
        opens.any(|opens| &*opens.what == what)
    };
    let closed = |what: &str| {
        let mut closes = actions.iter().flat_map(|action| &action.closes);
        closes.any(|closed| &**closed == what)
    };
    for action in actions {
        let at = || format!("\"{}\"", action.phrase_text());
        for what in action.closes.iter().filter(|what| !opened(what)) {
            findings.add(
                at(),
                format!("`closes` names `{what}`, which no action opens"),
            );
        }
        for opens in action.opened().filter(|opens| !closed(&opens.what)) {
            let what = &opens.what;
            findings.add(at(), format!("no action closes the `{what}` that it opens"));
        }
    }
}
