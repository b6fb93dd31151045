//! Things, and what kinds and outputs have in common.

use super::super::table::{
    LookTable, MarkTable, OutcomeTable, OutputTable, SystemTable, ThingTable,
};
use super::super::{Look, Outcome, Output, State, Thing, transport};
use super::findings::{Findings, check_name};
use crate::value::{Field, Kind, Mark};
use indexmap::IndexMap;
use std::sync::Arc;

/// How many states the checker can tell apart as bits.
const STATES: usize = 32;

pub(super) fn all(table: &SystemTable, findings: &mut Findings) -> Vec<Arc<Thing>> {
    let things = table.things.iter();
    things.map(|thing| Arc::new(one(thing, findings))).collect()
}

fn one(table: &ThingTable, findings: &mut Findings) -> Thing {
    let at = format!("thing `{}`", table.name);
    for name in table.states.keys() {
        check_name(&at, "state", name, findings);
    }
    if table.states.len() > STATES {
        let count = table.states.len();
        let what = format!("{count} states; the limit for a thing is {STATES}");
        findings.add(&at, what);
    }
    Thing {
        name: table.name.as_str().into(),
        id: kind(&at, "id", Some(&table.id), &[], findings),
        states: states(table),
        awaitable: table.awaitable,
        arrives: table.arrives,
        outputs: outputs(&at, &table.outputs, findings),
        outcomes: watched(table),
        needs: table
            .needs
            .iter()
            .map(|name| name.as_str().into())
            .collect(),
        look: table.look.as_ref().map(look),
    }
}

/// What watching it can end in beside `Success` and `TimedOut`: it only reads.
fn watched(table: &ThingTable) -> Vec<Outcome> {
    let mut outcomes = outcomes(&table.outcomes);
    transport::add(&mut outcomes, true);
    outcomes
}

fn states(table: &ThingTable) -> Vec<State> {
    let states = table.states.iter();
    states
        .map(|(name, state)| State {
            name: name.as_str().into(),
            vendor_names: arcs(&state.vendor),
            about: state.about.as_str().into(),
        })
        .collect()
}

pub(super) fn arcs(texts: &[String]) -> Vec<Arc<str>> {
    texts.iter().map(|text| text.as_str().into()).collect()
}

/// Names, and what each is taken from or has to equal.
pub(super) fn pairs(table: &IndexMap<String, String>) -> Vec<(Arc<str>, Arc<str>)> {
    let pairs = table.iter();
    pairs
        .map(|(name, of)| (name.as_str().into(), of.as_str().into()))
        .collect()
}

/// How a thing is looked at.
pub(super) fn look(table: &LookTable) -> Look {
    Look {
        action: table.action.as_str().into(),
        with: pairs(&table.with),
        output: table.output.as_deref().map(Into::into),
        id: table.id.as_deref().map(Into::into),
        state: table.state.as_str().into(),
        since: table.since.as_deref().map(Into::into),
        shows: table
            .shows
            .iter()
            .map(|field| field.as_str().into())
            .collect(),
    }
}

/// A kind as written, or the closed list of `values`.
pub(super) fn kind(
    at: &str,
    of: &str,
    written: Option<&str>,
    values: &[String],
    findings: &mut Findings,
) -> Kind {
    let (Some(written), true) = (written, values.is_empty()) else {
        if written.is_some() || values.is_empty() {
            findings.add(at, format!("`{of}` needs either a `kind` or `values`"));
        }
        return Kind::OneOf(values.iter().map(|value| value.as_str().into()).collect());
    };
    Kind::parse(written).unwrap_or_else(|problem| {
        findings.add(at, format!("`{of}`: {problem}"));
        Kind::Any
    })
}

pub(super) fn mark(kind: &Kind, mark: Option<MarkTable>) -> Mark {
    match mark {
        Some(MarkTable::Plain) => Mark::Plain,
        Some(MarkTable::Personal) => Mark::Personal,
        Some(MarkTable::Secret) => Mark::Secret,
        None => kind.mark(),
    }
}

pub(super) fn outputs(
    at: &str,
    tables: &IndexMap<String, OutputTable>,
    findings: &mut Findings,
) -> Vec<Output> {
    let mut outputs = Vec::new();
    for (name, table) in tables {
        let field = field(at, name, table, findings);
        outputs.push(Output {
            name: field.name,
            kind: field.kind,
            about: field.about,
            provides: table.provides,
            mark: field.mark,
        });
    }
    outputs
}

fn field(at: &str, name: &str, table: &OutputTable, findings: &mut Findings) -> Field {
    check_name(at, "output", name, findings);
    let plain = kind(at, name, table.kind.as_deref(), &table.values, findings);
    Field {
        name: name.into(),
        mark: mark(&plain, table.mark),
        kind: with_fields(at, name, plain, table, findings),
        about: table.about.as_str().into(),
    }
}

/// `record` and `list of record` with the fields that the table gives.
fn with_fields(
    at: &str,
    name: &str,
    plain: Kind,
    table: &OutputTable,
    findings: &mut Findings,
) -> Kind {
    if table.fields.is_empty() {
        return plain;
    }
    let fields = table.fields.iter();
    let fields: Arc<[Field]> = fields
        .map(|(name, table)| field(at, name, table, findings))
        .collect();
    match &plain {
        Kind::Record(_) => Kind::Record(Some(fields)),
        Kind::List(of) if **of == Kind::Record(None) => {
            Kind::List(Arc::new(Kind::Record(Some(fields))))
        }
        _ => {
            findings.add(at, format!("`{name}` has fields but is not a record"));
            plain
        }
    }
}

pub(super) fn outcomes(tables: &IndexMap<String, OutcomeTable>) -> Vec<Outcome> {
    let tables = tables.iter();
    tables.map(|(name, table)| outcome(name, table)).collect()
}

pub(super) fn outcome(name: &str, table: &OutcomeTable) -> Outcome {
    Outcome {
        name: name.into(),
        about: table.when.as_str().into(),
        transient: table.transient,
        transport: table.transport,
        gone: table.gone,
    }
}
