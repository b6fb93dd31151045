//! Starts flows at the times that they name with `every`. Each start has a name of its own, made of the flow,
//! the line and the time: it begins once, however often the schedule is read, over restarts too.

use super::begin::{By, begin, name_of};
use super::given::inputs;
use super::house::{Flow, House};
use super::service::Service;
use crate::cli::engine;
use crate::cli::run::ready::zone_of;
use crate::clock;
use crate::config::Problem;
use crate::host::runner::{Begun, NotBegun, Runner};
use crate::journal::JournalError;
use crate::program::{Due, Schedule};
use crate::report::text::duration;
use crate::value::Record;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::spawn_blocking;

/// A start that comes later than this was missed: the service was not there, or could not begin it.
const SOON: SignedDuration = SignedDuration::from_mins(1);
/// It is looked at least so often: clocks are set, and machines sleep.
const LOOKS: Duration = Duration::from_secs(5);
/// So many starts before now are looked through for one that still runs.
const LOOKED_BACK: usize = 2_000;

/// What is known of one line, while the service runs.
struct Line {
    /// Up to when its starts are decided, or wait here.
    seen: Timestamp,
    /// A start that waits: for the run before it to end, or for what kept it from beginning.
    waiting: Option<Due>,
    /// The runs that it has started and that may be open.
    started: Vec<Arc<str>>,
}

/// Starts what is due, until the service stops.
pub async fn keep(service: Arc<Service>) {
    let mut lines = HashMap::new();
    while !service.is_stopping() {
        let pause = match look(&service, &mut lines).await {
            Ok(next) => until(next),
            Err(why) => {
                service.metrics.journal_failed();
                let line = format!("starts cannot be decided: {why}");
                service.log.say("journal", &line);
                LOOKS
            }
        };
        tokio::time::sleep(pause).await;
    }
}

fn until(next: Option<Timestamp>) -> Duration {
    let left = next.map(|next| next.duration_since(clock::now()));
    let left = left.and_then(|left| Duration::try_from(left).ok());
    left.unwrap_or(LOOKS)
        .clamp(Duration::from_millis(50), LOOKS)
}

/// Looks at every line once; when the next start is due.
async fn look(
    service: &Arc<Service>,
    lines: &mut HashMap<Arc<str>, Line>,
) -> Result<Option<Timestamp>, JournalError> {
    let Some(house) = service.house() else {
        return Ok(None);
    };
    let zone = zone_of(&house.profiles);
    let mut next = None;
    for flow in house.flows.values() {
        let schedules = &flow.script.program.schedules;
        for (number, schedule) in schedules.iter().enumerate() {
            let now = clock::now();
            let of = Of {
                service,
                house: &house,
                flow,
                schedule,
                id: id(&house, flow, schedule),
            };
            let line = match lines.remove(&of.id) {
                Some(line) => Some(line),
                None => of.known(now, &zone).await?,
            };
            let mut line = line.unwrap_or(Line {
                seen: now,
                waiting: None,
                started: Vec::new(),
            });
            let mut due = schedule.between(line.seen, now, &zone);
            // Lines of a flow that coincide start it once: for the first of them.
            due.retain(|due| !Schedule::any_due_at(&schedules[..number], due.at, &zone));
            of.decide(&mut line, due, now).await?;
            line.seen = now;
            let decided = line
                .waiting
                .as_ref()
                .map(|due| due.at - SignedDuration::from_nanos(1));
            of.keep(decided.unwrap_or(now)).await?;
            if let Some(due) = schedule.next(now, &zone) {
                let labels = vec![("flow", flow.name.to_string())];
                let at = due.at.as_millisecond() as f64 / 1000.0;
                service
                    .metrics
                    .set("flow_schedule_next_timestamp_seconds", labels, at);
                next = Some(next.map_or(due.at, |next: Timestamp| next.min(due.at)));
            }
            lines.insert(of.id.clone(), line);
        }
    }
    Ok(next)
}

/// What a line is known by in the journal.
fn id(house: &House, flow: &Flow, schedule: &Schedule) -> Arc<str> {
    // On an engine, services on several machines may serve the same flows: each start is one run.
    if house.runner.engine().is_some() {
        let profiles = engine::names(&house.profiles_of(flow)).join(" ");
        return name_of(&["every on an engine", &profiles, &flow.name, &schedule.text]);
    }
    let folder = house.note.served.as_ref();
    let folder = folder.map(|folder| folder.display().to_string());
    name_of(&[
        "every",
        &folder.unwrap_or_default(),
        &flow.name,
        &schedule.text,
    ])
}

/// A line of a flow.
struct Of<'a> {
    service: &'a Arc<Service>,
    house: &'a House,
    flow: &'a Flow,
    schedule: &'a Schedule,
    id: Arc<str>,
}

impl Of<'_> {
    /// What the journal knows of the line; nothing where it is new: it has no starts before now.
    async fn known(
        &self,
        now: Timestamp,
        zone: &jiff::tz::TimeZone,
    ) -> Result<Option<Line>, JournalError> {
        let (journal, id) = (self.service.journal.clone(), self.id.clone());
        let until = apart(move || journal.schedule_until(&id)).await?;
        // Another service may have started runs of a line that is new to this one.
        let seen = match (until, self.house.runner.engine()) {
            (Some(seen), _) => seen,
            (None, Some(_)) => now,
            (None, None) => return Ok(None),
        };
        let back = now - SignedDuration::from_hours(48);
        let before = self.schedule.between(back, now, zone);
        let before = before.iter().rev().take(LOOKED_BACK);
        Ok(Some(Line {
            seen: seen.min(now),
            waiting: None,
            started: before.map(|due| self.name(due)).collect(),
        }))
    }

    async fn keep(&self, until: Timestamp) -> Result<(), JournalError> {
        let (journal, id) = (self.service.journal.clone(), self.id.clone());
        apart(move || journal.schedule_decided(&id, until)).await
    }

    fn name(&self, due: &Due) -> Arc<str> {
        name_of(&["start", &self.id, &due.key])
    }

    /// Decides the starts that are due: each begins, waits, or is said to be left out.
    async fn decide(
        &self,
        line: &mut Line,
        due: Vec<Due>,
        now: Timestamp,
    ) -> Result<(), JournalError> {
        if due.is_empty() && line.waiting.is_none() {
            return Ok(());
        }
        self.forget_ended(line).await?;
        if let Some(due) = line.waiting.take() {
            self.try_again(line, due, now).await;
        }
        let late = |due: &Due| now.duration_since(due.at) > SOON;
        let (mut missed, soon): (Vec<_>, Vec<_>) = due.into_iter().partition(late);
        // Once for all that were missed: the last of them.
        let fits = |due: &Due| soon.is_empty() && self.may_be_late(due, now);
        let made_up = missed.pop_if(|due| fits(due));
        self.take_begun_out(&mut missed).await?;
        self.missed(&missed);
        if let Some(due) = made_up {
            self.start(line, due, now).await;
        }
        for due in soon {
            self.start(line, due, now).await;
        }
        Ok(())
    }

    /// Leaves only those of the started runs that are open.
    async fn forget_ended(&self, line: &mut Line) -> Result<(), JournalError> {
        let open = match self.house.runner.engine() {
            None => self.service.open_runs(),
            Some(runner) => {
                let open = runner.client().known(&line.started, true).await;
                let mut open = open.map_err(|why| JournalError(why.0))?;
                open.sort();
                open
            }
        };
        line.started.retain(|run| open.binary_search(run).is_ok());
        Ok(())
    }

    /// What another service on the engine has begun was not missed.
    async fn take_begun_out(&self, missed: &mut Vec<Due>) -> Result<(), JournalError> {
        let Some(runner) = self.house.runner.engine().filter(|_| !missed.is_empty()) else {
            return Ok(());
        };
        let newest = missed.iter().rev().take(LOOKED_BACK);
        let names: Vec<_> = newest.map(|due| self.name(due)).collect();
        let begun = runner.client().known(&names, false).await;
        let begun = begun.map_err(|why| JournalError(why.0))?;
        missed.retain(|due| !begun.contains(&self.name(due)));
        Ok(())
    }

    fn may_be_late(&self, due: &Due, now: Timestamp) -> bool {
        let late = self.schedule.late;
        late.is_some_and(|late| now.duration_since(due.at) <= late)
    }

    /// A start that has waited.
    async fn try_again(&self, line: &mut Line, due: Due, now: Timestamp) {
        let waits_for_run = self.schedule.waits && !line.started.is_empty();
        if waits_for_run || self.may_be_late(&due, now) || now.duration_since(due.at) <= SOON {
            return self.start(line, due, now).await;
        }
        // It has waited for the run before it, however long that took.
        if self.schedule.waits {
            return self.start(line, due, now).await;
        }
        self.left_out(&due, "failed", "it could not begin in time");
    }

    async fn start(&self, line: &mut Line, due: Due, now: Timestamp) {
        let name = self.name(&due);
        // Another service on the engine may have begun this very one.
        if let Some(run) = line.started.iter().find(|run| **run != name) {
            match self.schedule.waits && line.waiting.is_none() {
                true => line.waiting = Some(due),
                false => self.left_out(&due, "skipped", &format!("run {run} has not ended")),
            }
            return;
        }
        let inputs = match inputs(self.house, self.flow, &Record::new()) {
            Ok(inputs) => inputs,
            Err(why) => return self.left_out(&due, "failed", &why),
        };
        let most = self.house.serve.most_runs;
        let begun = match self.service.count() >= most {
            true => Err(NotBegun::Busy { retry_after: LOOKS }),
            false => {
                begin(
                    self.service,
                    self.house,
                    self.flow,
                    (name.clone(), inputs, &By::Schedule),
                )
                .await
            }
        };
        match begun {
            Ok(Begun::Now) => {
                let late = now.duration_since(due.at) > SOON;
                let result = if late { "late" } else { "started" };
                self.service.metrics.scheduled(&self.flow.name, result);
                if late {
                    let by = duration(now.duration_since(due.at));
                    self.say(&format!(
                        "{} began {by} late: it was due at {}",
                        self.flow.name, due.at
                    ));
                }
                line.started.push(name);
            }
            // Begun before the service, or its machine, stopped; or by another service on the engine.
            Ok(Begun::Before) => line.started.push(name),
            Err(why @ NotBegun::Wrong { .. }) => self.left_out(&due, "failed", &why.to_string()),
            Err(why) => match self.house.runner.state(&name).await {
                // Two services on one journal decide the same starts: each start is one run.
                Ok(Some(_)) => {
                    self.say(&format!(
                        "run {name} of {} was started by another service on this journal",
                        self.flow.name
                    ));
                    line.started.push(name);
                }
                _ => {
                    self.say(&format!("{} does not begin yet: {why}", self.flow.name));
                    line.waiting = Some(due);
                }
            },
        }
    }

    fn left_out(&self, due: &Due, result: &'static str, why: &str) {
        self.service.metrics.scheduled(&self.flow.name, result);
        let line = format!(
            "the start of {} at {} was {result}: {why}",
            self.flow.name, due.at
        );
        self.say(&line);
    }

    /// Says what was missed: in a line, however many there are.
    fn missed(&self, all: &[Due]) {
        let why = "the service was not running";
        match all {
            [] => {}
            [only] => self.left_out(only, "missed", why),
            [first, .., last] => {
                for _ in all {
                    self.service.metrics.scheduled(&self.flow.name, "missed");
                }
                self.say(&format!(
                    "{} starts of {} from {} to {} were missed: {why}",
                    all.len(),
                    self.flow.name,
                    first.at,
                    last.at
                ));
            }
        }
    }

    fn say(&self, line: &str) {
        let clean = self.service.printer.redactor().clean(line).into_owned();
        self.service.log.say("schedule", &clean);
    }
}

/// A flow that starts by itself has everything that it needs: no request brings it.
pub fn fits(house: &House) -> Result<(), Problem> {
    for flow in house.flows.values() {
        let Some(line) = flow.script.program.schedules.first() else {
            continue;
        };
        if let Err(why) = inputs(house, flow, &Record::new()) {
            let source = &flow.script.program.source;
            let problem = Problem::new(format!("{} has an `every` line, but {why}", flow.name));
            return Err(problem.at(source, line.span, "it starts without a request").help(
                "write a default, `input <Name>: <type> = <value>`, or set it in `inputs` of the profile",
            ));
        }
    }
    Ok(())
}

async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, JournalError> + Send + 'static,
) -> Result<T, JournalError> {
    let done = spawn_blocking(work).await;
    done.unwrap_or_else(|why| Err(JournalError(why.to_string())))
}
