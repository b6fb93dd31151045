//! Actions, and every rule that their tables have to keep.

use super::super::table::{ActionTable, ParamTable, SystemTable};
use super::super::{
    Action, AgentState, Outcome, Param, ParamDefault, PhrasePart, RequestTable, Thing, refuse,
    transport,
};
use super::findings::{Findings, check_name};
use super::param::{in_phrase, others, param};
use super::thing::{arcs, outcome, outcomes, outputs};
use super::{open, read_back, state, undo};
use crate::value::Kind;
use std::collections::HashMap;
use std::sync::Arc;

pub(super) fn all(
    table: &SystemTable,
    things: &[Arc<Thing>],
    findings: &mut Findings,
) -> Vec<Arc<Action>> {
    let system = System::new(table);
    let actions = table.actions.iter();
    let actions: Vec<Arc<Action>> = actions
        .map(|action| Arc::new(one(&system, action, things, findings)))
        .collect();
    doubled(&actions, findings);
    open::closed(&actions, findings);
    read_back::fit(&actions, findings);
    undo::fit(&actions, things, findings);
    provided(&actions, things, findings);
    actions
}

/// A system's table, and what its actions share of it, made once.
pub(super) struct System<'t> {
    pub table: &'t SystemTable,
    name: Arc<str>,
    success: Outcome,
    outcomes: HashMap<&'t str, Outcome>,
    /// Those in which nothing is wrong: what is wrong with another is said of each action that takes it.
    pub params: HashMap<&'t str, Param>,
}

impl<'t> System<'t> {
    fn new(table: &'t SystemTable) -> Self {
        let shared = &table.shared;
        let outcomes = shared.outcomes.iter();
        let params = shared.params.iter().filter_map(|(name, table)| {
            let mut findings = Findings::default();
            let param = param("", name, table, &mut findings);
            findings.0.is_empty().then_some((name.as_str(), param))
        });
        Self {
            table,
            name: table.name.as_str().into(),
            success: Outcome {
                name: "Success".into(),
                about: "The action was carried out.".into(),
                transient: false,
                transport: false,
                gone: false,
            },
            outcomes: outcomes
                .map(|(name, table)| (name.as_str(), outcome(name, table)))
                .collect(),
            params: params.collect(),
        }
    }

    /// A parameter that an action takes of the shared ones.
    pub fn param(
        &self,
        at: &str,
        name: &str,
        table: &ParamTable,
        findings: &mut Findings,
    ) -> Param {
        let known = self.params.get(name).cloned();
        known.unwrap_or_else(|| param(at, name, table, findings))
    }
}

fn at(action: &ActionTable) -> String {
    format!("\"{}\"", action.phrase)
}

/// How many parameters, and how many outcomes and so handlers, the checker can tell apart as bits.
const MOST: usize = 64;

fn one(
    system: &System<'_>,
    table: &ActionTable,
    things: &[Arc<Thing>],
    findings: &mut Findings,
) -> Action {
    let at = at(table);
    check_texts(&at, table, findings);
    let (key, phrase, params) = phrase(&at, system, table, findings);
    let outputs = outputs(&at, &table.outputs, findings);
    let known = |name: &str| {
        params.iter().any(|param| &*param.name == name)
            || outputs.iter().any(|output| &*output.name == name)
    };
    let known_params = |name: &str| params.iter().find(|param| &*param.name == name);
    let agent = agent(&at, system.table, table, &known_params, findings);
    let outcomes = all_outcomes(&at, system, table, findings);
    for (what, count) in [("parameters", params.len()), ("outcomes", outcomes.len())] {
        if count > MOST {
            let what = format!("{count} {what}; the limit for an action is {MOST}");
            findings.add(&at, what);
        }
    }
    let state = table.state.as_ref();
    let state =
        state.map(|state| state::change(&at, system.table, state, things, &known, findings));
    let opens = table.opens.as_ref();
    let opens = opens.map(|opens| open::opens(&at, opens, &known, findings));
    let also = table.also_opens.as_ref();
    let also_opens = also.map(|opens| open::opens(&at, opens, &known, findings));
    state::offered(&at, system.table, table, findings);
    undo::word(&at, table.undo.as_ref(), table.reads, findings);
    Action {
        system: system.name.clone(),
        key: key.into(),
        family: table.family.as_deref().unwrap_or("other").into(),
        phrase,
        about: table.about.as_str().into(),
        source: table.source.as_str().into(),
        vendor_names: arcs(&table.vendor),
        params,
        outputs,
        outcomes,
        confirmed: table.confirmed.as_str().into(),
        reads: table.reads,
        repeatable: table.repeatable || table.reads,
        irreversible: table.irreversible,
        state,
        opens,
        also_opens,
        closes: arcs(&table.closes),
        promises: table.promises.as_deref().map(Into::into),
        exclusive: table.exclusive.map(open::exclusive),
        no_result: table.result.is_some(),
        read_back: table.read_back.as_ref().map(read_back::read_back),
        check: table.check.as_deref().map(arcs),
        check_in: table.check_in.as_deref().map(Into::into),
        undo: undo::undo(table.undo.as_ref(), table.irreversible),
        never: never(&at, system.table, table, findings),
        agent,
        platforms: arcs(&table.platforms),
        example: table.example.as_str().into(),
        request: request(table),
    }
}

fn request(table: &ActionTable) -> RequestTable {
    match (&table.unread_request, &table.request) {
        (Some(text), _) => RequestTable::unread(text),
        (None, Some(value)) => value.clone().into(),
        (None, None) => RequestTable::default(),
    }
}

fn check_texts(at: &str, table: &ActionTable, findings: &mut Findings) {
    if table.about.trim().is_empty() {
        findings.add(at, "`about` must describe the action");
    }
    if table.example.trim().is_empty() {
        findings.add(at, "`example` must show the action in a flow");
    }
    if table.reads && table.irreversible {
        findings.add(at, "an action with `reads` cannot be `irreversible`");
    }
    if table.reads
        && (table.opens.is_some() || table.also_opens.is_some() || table.promises.is_some())
    {
        findings.add(at, "an action with `reads` cannot have `opens` or `closes`");
    }
}

/// The key, the phrase, and the parameters: those of the phrase first.
fn phrase(
    at: &str,
    system: &System<'_>,
    table: &ActionTable,
    findings: &mut Findings,
) -> (String, Vec<PhrasePart>, Vec<Param>) {
    let words: Vec<&str> = table.phrase.split_whitespace().collect();
    if words.is_empty() {
        findings.add(at, "the action has no words");
    }
    if let Some(problem) = refuse::phrase(&words) {
        findings.add(at, problem);
    }
    if refuse::side_by_side(&words) {
        findings.add(
            at,
            "two values are next to each other; write a word between them",
        );
    }
    let mut phrase = Vec::new();
    let mut params: Vec<Param> = Vec::new();
    for word in &words {
        let Some(name) = word
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix('>'))
        else {
            phrase.push(PhrasePart::Word((*word).into()));
            continue;
        };
        if params.iter().any(|param| &*param.name == name) {
            findings.add(at, format!("`phrase` has `<{name}>` twice"));
        }
        phrase.push(PhrasePart::Value(params.len()));
        params.push(in_phrase(at, system, table, name, findings));
    }
    others(at, system, table, &mut params, findings);
    let key: Vec<&str> = words.into_iter().filter(|w| !w.starts_with('<')).collect();
    (key.join(" "), phrase, params)
}

/// `Success`, the documented ones, the transport's.
fn all_outcomes(
    at: &str,
    system: &System<'_>,
    table: &ActionTable,
    findings: &mut Findings,
) -> Vec<Outcome> {
    let mut all = vec![system.success.clone()];
    if let Some(success) = &table.success {
        all[0].about = success.as_str().into();
    }
    for name in &table.ends {
        match system.outcomes.get(name.as_str()) {
            Some(shared) => all.push(shared.clone()),
            None => findings.add(
                at,
                format!("`ends` names `{name}`, which is not a shared outcome"),
            ),
        }
    }
    all.extend(outcomes(&table.outcomes));
    for (index, outcome) in all.iter().enumerate() {
        check_name(at, "outcome", &outcome.name, findings);
        if all[..index].iter().any(|other| other.name == outcome.name) {
            findings.add(
                at,
                format!("the outcome `{}` is listed twice", outcome.name),
            );
        }
    }
    transport::add(&mut all, table.reads);
    all
}

/// Outcomes that the action lists and its system has no way to tell.
fn never(
    at: &str,
    system: &SystemTable,
    table: &ActionTable,
    findings: &mut Findings,
) -> Vec<Arc<str>> {
    for name in &table.never {
        let listed = table.ends.contains(name) || table.outcomes.contains_key(name);
        if !listed {
            let what = format!(
                "`never` names `{name}`, which is not an outcome of the action in {}",
                system.name
            );
            findings.add(at, what);
        }
    }
    arcs(&table.never)
}

/// What it has to do with the acting agent's own state.
fn agent<'p>(
    at: &str,
    system: &SystemTable,
    table: &ActionTable,
    param: &dyn Fn(&str) -> Option<&'p Param>,
    findings: &mut Findings,
) -> Option<AgentState> {
    let agent = table.agent.as_ref()?;
    let state = agent.state.as_deref();
    match state.map(|name| (name, param(name).map(|param| &param.kind))) {
        Some((_, Some(Kind::OneOf(values)))) => {
            let known = |state: &&String| values.iter().any(|value| **value == ***state);
            for state in agent.ready.iter().filter(|state| !known(state)) {
                findings.add(
                    at,
                    format!(
                        "`agent.ready` names `{state}`, which is not one of the \
                                          states"
                    ),
                );
            }
        }
        Some((name, _)) => {
            let what = format!(
                "`agent.state` names `{name}`, which is not a parameter with \
                                `values`"
            );
            findings.add(at, what);
        }
        None => {}
    }
    for platform in &agent.not_ready_on {
        state::is_platform(at, "agent.not-ready-on", system, platform, findings);
    }
    Some(AgentState {
        state: state.map(Into::into),
        ready: arcs(&agent.ready),
        changes: agent.changes,
        not_ready_on: arcs(&agent.not_ready_on),
    })
}

/// Two actions with one key: journals and tests could not tell them apart.
fn doubled(actions: &[Arc<Action>], findings: &mut Findings) {
    let mut seen: HashMap<&str, &Action> = HashMap::new();
    for action in actions {
        if let Some(first) = seen.insert(&action.key, action) {
            let at = format!("\"{}\"", action.phrase_text());
            let other = first.phrase_text();
            findings.add(at, format!("`phrase` has the same words as \"{other}\""));
        }
    }
}

/// A default that nothing provides could never be met.
fn provided(actions: &[Arc<Action>], things: &[Arc<Thing>], findings: &mut Findings) {
    let given = |name: &str| {
        let mut outputs = actions.iter().flat_map(|action| &action.outputs);
        outputs.any(|output| output.provides && &*output.name == name)
    };
    for action in actions {
        for param in &action.params {
            if let ParamDefault::Provided(name) = &param.default
                && !given(name)
            {
                let at = format!("\"{}\"", action.phrase_text());
                findings.add(at, format!("no action provides `{name}`"));
            }
        }
    }
    for thing in things {
        for name in thing.needs.iter().filter(|name| !given(name)) {
            let at = format!("thing `{}`", thing.name);
            findings.add(at, format!("no action provides `{name}`"));
        }
    }
}
