//! The parameters of an action, as its table has them.

use super::super::table::{ActionTable, ParamTable};
use super::super::{Param, ParamDefault};
use super::action::System;
use super::findings::{Findings, check_name};
use super::thing::{arcs, kind, mark};
use crate::value::{Kind, Value};

pub(super) fn in_phrase(
    at: &str,
    system: &System<'_>,
    table: &ActionTable,
    name: &str,
    findings: &mut Findings,
) -> Param {
    let shared = || {
        let takes = table.takes.iter().any(|taken| taken == name);
        system.table.shared.params.get(name).filter(|_| takes)
    };
    let Some(found) = table.params.get(name).or_else(shared) else {
        findings.add(at, format!("`<{name}>` of `phrase` has no `params.{name}`"));
        return unknown(name);
    };
    if found.default.is_some() || found.provided.is_some() {
        let what = format!("`{name}` is part of `phrase`, so it cannot have a default");
        findings.add(at, what);
    }
    let mut param = param(at, name, found, findings);
    param.required = true;
    param
}

pub(super) fn unknown(name: &str) -> Param {
    Param {
        name: name.into(),
        kind: Kind::Any,
        about: "".into(),
        required: true,
        default: ParamDefault::None,
        mark: Kind::Any.mark(),
        list: None,
        platforms: Vec::new(),
        future: false,
        digits: false,
    }
}

/// The parameters that are not in the phrase: its own, then the shared ones.
pub(super) fn others(
    at: &str,
    system: &System<'_>,
    table: &ActionTable,
    params: &mut Vec<Param>,
    findings: &mut Findings,
) {
    let known = |params: &[Param], name: &str| params.iter().any(|param| *param.name == *name);
    for (name, own) in &table.params {
        if !known(params, name) {
            params.push(param(at, name, own, findings));
        }
    }
    for name in &table.takes {
        match system.table.shared.params.get(name) {
            Some(_) if known(params, name) => {}
            Some(shared) => params.push(system.param(at, name, shared, findings)),
            None => findings.add(
                at,
                format!(
                    "`takes` names `{name}`, which is not a shared \
                                              parameter"
                ),
            ),
        }
    }
}

pub(super) fn param(at: &str, name: &str, table: &ParamTable, findings: &mut Findings) -> Param {
    check_name(at, "parameter", name, findings);
    let kind = kind(at, name, table.kind.as_deref(), &table.values, findings);
    let default = match (&table.default, &table.provided) {
        (None, None) => ParamDefault::None,
        (None, Some(output)) => ParamDefault::Provided(output.as_str().into()),
        (Some(value), None) => fixed(at, name, value, &kind, findings),
        (Some(_), Some(_)) => {
            findings.add(at, format!("`{name}` has both a `default` and `provided`"));
            ParamDefault::None
        }
    };
    Param {
        name: name.into(),
        mark: mark(&kind, table.mark),
        kind,
        about: table.about.as_str().into(),
        required: table.required,
        default,
        list: table.list.as_deref().map(Into::into),
        platforms: arcs(&table.platforms),
        future: table.future,
        digits: table.digits,
    }
}

pub(super) fn fixed(
    at: &str,
    name: &str,
    value: &serde_json::Value,
    kind: &Kind,
    findings: &mut Findings,
) -> ParamDefault {
    match Value::from_json(value, kind) {
        Ok(value) => ParamDefault::Value(value),
        Err(problem) => {
            findings.add(at, format!("the default of `{name}`: {problem}"));
            ParamDefault::None
        }
    }
}
