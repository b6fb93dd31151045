//! Begins runs, each once for its name: what asks twice for the same thing asks for the same name.

use super::house::{Flow, House};
use super::service::Service;
use super::watch::Watch;
use crate::cli::engine::names;
use crate::cli::journal::Note;
use crate::cli::run::ready::actor;
use crate::host::runner::{Begun, NotBegun, Runner, Wanted};
use crate::host::traces::Parent;
use crate::journal::Actor;
use crate::report::Redactor;
use crate::run::Limits;
use crate::value::Record;
use ring::digest;
use std::sync::{Arc, OnceLock};

/// By what a run is started.
#[derive(Clone, Debug)]
pub enum By {
    /// A client, by its token's name, and what the run is a part of for it.
    Client(Arc<str>, Option<Parent>),
    /// A time that the flow names.
    Schedule,
    /// Something that arrived: `cxone contact`.
    Arrival(Arc<str>),
    /// Another program began it, or this one before it stopped.
    Resumed,
}

impl By {
    /// What the run is a part of.
    fn parent(&self) -> Option<Parent> {
        match self {
            Self::Client(_, parent) => parent.clone(),
            _ => None,
        }
    }

    /// As people read it.
    pub fn said(&self) -> Arc<str> {
        match self {
            Self::Client(name, _) => format!("client {name}").into(),
            Self::Schedule => "schedule".into(),
            Self::Arrival(what) => format!("event {what}").into(),
            Self::Resumed => "resumed".into(),
        }
    }

    /// As the metrics count it: clients are not told apart.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Client(..) => "http",
            Self::Schedule => "schedule",
            Self::Arrival(_) => "event",
            Self::Resumed => "resumed",
        }
    }
}

/// The name of a run that stands for these words: the same words are the same run.
pub fn name_of(words: &[&str]) -> Arc<str> {
    const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    /// A hundred bits: no two of all that a service ever begins are alike by chance.
    const LENGTH: usize = 20;
    let mut hash = digest::Context::new(&digest::SHA256);
    for word in words {
        hash.update(&(word.len() as u64).to_le_bytes());
        hash.update(word.as_bytes());
    }
    let hash = hash.finish();
    let bits = hash
        .as_ref()
        .iter()
        .flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1));
    let bits: Vec<u8> = bits.collect();
    let letters = bits.chunks_exact(5).take(LENGTH).map(|five| {
        let number = five.iter().fold(0, |number, bit| number << 1 | bit);
        char::from(DIGITS[usize::from(number)])
    });
    letters.collect::<String>().into()
}

/// Begins a run; when it returns, the beginning is kept for good.
pub async fn begin(
    service: &Service,
    house: &House,
    flow: &Flow,
    (name, inputs, by): (Arc<str>, Record, &By),
) -> Result<Begun, NotBegun> {
    let said = by.said();
    let note = Note {
        user: said.to_string(),
        trace: by.parent().map(|parent| parent.header()),
        ..house.note.clone()
    };
    let wanted = Wanted {
        name: name.clone(),
        program: flow.script.program.clone(),
        inputs: inputs.into(),
        limits: Limits::default(),
        note: note.text(),
        actor: Some(Actor {
            by: said.clone(),
            ..actor(&house.profiles, None)
        }),
    };
    if let Some(runner) = house.runner.engine() {
        let profiles = house.profiles_of(flow);
        let begun = runner.only(names(&profiles)).start(wanted).await;
        if begun == Ok(Begun::Now) {
            // What happens in it is seen by the worker that performs it.
            service.metrics.started(&flow.name, by.kind());
            let line = format!(
                "submitted run {name} of {} to the engine ({said})",
                flow.name
            );
            service.log.say("submitted", &line);
        }
        return begun;
    }
    service.watches.add(&name, watch(service, &flow.name, by));
    if let Some(traces) = service.traces() {
        let of = (&*flow.name, &*flow.script.program);
        traces.add(&name, of, (None, by.parent()));
    }
    let begun = house.runner.start(wanted).await;
    if begun != Ok(Begun::Now) {
        service.watches.remove(&name);
        if let Some(traces) = service.traces() {
            traces.remove(&name);
        }
    }
    begun
}

/// What watches a run of a flow.
pub fn watch(service: &Service, flow: &Arc<str>, by: &By) -> Watch {
    Watch {
        flow: flow.clone(),
        by: by.said(),
        kind: by.kind(),
        log: service.log.clone(),
        metrics: service.metrics.clone(),
        flight: service.flight.clone(),
        traces: service.traces().cloned(),
        redactor: Redactor::new(),
        started: OnceLock::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::name_of;

    #[test]
    fn the_same_words_are_the_same_run_and_others_are_not() {
        let name = name_of(&["crm", "hold", "42"]);
        assert_eq!(name.len(), 20);
        assert_eq!(name, name_of(&["crm", "hold", "42"]));
        for other in [
            ["crm", "hold4", "2"],
            ["crmhold", "", "42"],
            ["crm", "hold", "43"],
        ] {
            assert_ne!(name, name_of(&other), "{other:?}");
        }
    }
}
