//! Goes on with the runs that were open when the service stopped, or its machine did.

use super::begin::{By, watch};
use super::house::House;
use super::service::Service;
use crate::cli::journal::Note;
use crate::host::restate::EngineRunner;
use crate::host::traces::Parent;
use crate::host::{Inputs, ResumeOptions};
use crate::journal::{Journal, JournalError, Kept, Record, RunState, Started};
use crate::report::text::name;
use crate::value::{Mark, Record as Fields, Text, Value};
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// Goes on with every open run of this service that nobody drives. Those of other programs are left alone.
pub async fn resume_all(service: &Arc<Service>) -> Result<(), JournalError> {
    let Some(house) = service.house() else {
        return Ok(());
    };
    let journal = service.journal.clone();
    let open = spawn_blocking(move || journal.open_runs()).await;
    let open = open.map_err(|why| JournalError(why.to_string()))??;
    if let Some(runner) = house.runner.engine() {
        return left_here(service, &house, &open, runner).await;
    }
    for kept in open {
        let alone = kept.item.is_none() && kept.rows.is_none();
        if service.is_stopping() {
            break;
        }
        if alone && kept.state.is_left() {
            resume(service, &house, &kept).await?;
        }
    }
    Ok(())
}

/// Runs that the service has begun here, before it was given an engine: no worker continues those.
async fn left_here(
    service: &Arc<Service>,
    house: &House,
    open: &[Kept],
    runner: &EngineRunner,
) -> Result<(), JournalError> {
    for kept in open.iter().filter(|kept| kept.state.is_left()) {
        let (journal, run) = (service.journal.clone(), kept.run.clone());
        let records = spawn_blocking(move || journal.read(&run)).await;
        let records = records.map_err(|why| JournalError(why.to_string()))??;
        let Some(Record::Started(started)) = records.first() else {
            continue;
        };
        let note = Note::read(&started.note);
        if note.is_some_and(|note| note.served == house.note.served) {
            let (run, flow) = (&kept.run, name(&kept.script));
            let engine = &runner.client().address().ingress;
            service.log.say("left", &format!(
                "run {run} of {flow} is open in the journal of this machine, not on the engine at {engine}: \
                 `flow resume {run}` continues it here"
            ));
        }
    }
    Ok(())
}

async fn resume(service: &Arc<Service>, house: &House, kept: &Kept) -> Result<(), JournalError> {
    let (journal, run) = (service.journal.clone(), kept.run.clone());
    let records = spawn_blocking(move || journal.read(&run)).await;
    let records = records.map_err(|why| JournalError(why.to_string()))??;
    let Some(Record::Started(started)) = records.first() else {
        return Ok(());
    };
    let note = Note::read(&started.note);
    let Some(note) = note.filter(|note| note.served == house.note.served) else {
        return Ok(());
    };
    let (run, flow) = (&kept.run, name(&kept.script));
    let next = format!("`flow resume {run}` continues it");
    if kept.state == RunState::Held {
        service.log.say("held", &format!(
            "run {run} of {flow} is held: its program ended {} times before the run did; {next}",
            kept.deaths
        ));
        return Ok(());
    }
    if note.profiles != house.note.profiles || note.config != house.note.config {
        service.log.say("left", &format!(
            "run {run} of {flow} was not resumed: it began with other profiles or settings; {next}"
        ));
        return Ok(());
    }
    let options = ResumeOptions {
        inputs: secrets_of(started, service),
        ..ResumeOptions::default()
    };
    let named = flow_of(house, started);
    if let (Some(traces), Some(flow)) = (service.traces(), house.flows.get(&named)) {
        let parent = note.trace.as_deref().and_then(Parent::read);
        let of = (&*named, &*flow.script.program);
        traces.add(run, of, (Some(kept.started), parent));
    }
    let watch = watch(service, &named, &By::Resumed);
    let _ = watch.started.set(kept.started);
    service.watches.add(run, watch);
    let Some(here) = house.runner.here() else {
        return Ok(());
    };
    match here.resume(run, options).await {
        Ok(()) => {
            service.metrics.resumed(&named);
            service
                .log
                .say("resumed", &format!("run {run} of {flow} continues"));
        }
        Err(why) => {
            service.watches.remove(run);
            if let Some(traces) = service.traces() {
                traces.remove(run);
            }
            let why = service
                .printer
                .redactor()
                .clean(&why.to_string())
                .into_owned();
            service.log.say(
                "left",
                &format!("run {run} of {flow} was not resumed: {why}; {next}"),
            );
        }
    }
    Ok(())
}

/// The name under which the flow is served, or that of its file.
fn flow_of(house: &House, started: &Started) -> Arc<str> {
    let mut flows = house.flows.values();
    let found = flows.find(|flow| *flow.script.script.source.name() == started.script);
    found.map_or_else(|| started.script.clone(), |flow| flow.name.clone())
}

/// The secret inputs, which no journal keeps: from the environment.
fn secrets_of(started: &Started, service: &Service) -> Inputs {
    let mut inputs = Fields::new();
    for (name, value) in &started.start.inputs {
        let secret = matches!(value, Value::Text(text) if text.mark == Mark::Secret);
        if let (true, Ok(text)) = (secret, std::env::var(format!("FLOW_INPUT_{name}"))) {
            service.printer.redactor().register(&text, Mark::Secret);
            inputs.insert(name.clone(), Value::Text(Text::marked(text, Mark::Secret)));
        }
    }
    inputs.into()
}
