//! A run of a test.

use super::mocks::Mocks;
use super::ready::Ready;
use super::seen::Seen;
use super::{Problem, sample};
use crate::host::virtual_time::VirtualTime;
use crate::run::effect::Request;
use crate::run::{Limits, Run};
use jiff::SignedDuration;

/// So many things may happen in the run of a test: more is a loop that nobody wants to wait for.
pub const MOST_EFFECTS: usize = 100_000;

/// Runs a test against its mocks. `Err`: what kept the run from beginning.
pub fn play(ready: &mut Ready) -> Result<(Seen, Mocks), Vec<Problem>> {
    let mocks = Mocks::new(std::mem::take(&mut ready.lines));
    let run = Run::new(ready.program.clone(), ready.start.clone(), limits());
    let run = run.map_err(|faults| {
        let problem = |fault: &crate::run::event::Fault| {
            Problem::new("inputs", fault.span, fault.message.to_string())
        };
        faults.iter().map(problem).collect::<Vec<_>>()
    })?;
    Ok(virtually(run, mocks, ready.cancelled))
}

/// What the run of a test may use.
fn limits() -> Limits {
    Limits {
        steps: 1_000_000,
        ..Limits::default()
    }
}

/// Plays a run under virtual time, up to its end or to the first thing that no mock answers.
pub fn virtually(mut run: Run, mocks: Mocks, cancelled: Option<SignedDuration>) -> (Seen, Mocks) {
    run.count_visits();
    let mut cancel_at = cancelled.and_then(|time| run.now().checked_add(time).ok());
    let mut host = VirtualTime::new(run, mocks);
    let mut happened = 0;
    while host.run().end().is_none() && host.world().unanswered.is_empty() {
        happened += 1;
        if happened > MOST_EFFECTS {
            break;
        }
        match (cancel_at, host.next_at()) {
            (Some(at), next) if next.is_none_or(|next| next > at) => {
                host.cancel_at(at);
                cancel_at = None;
            }
            _ => {
                if !host.step() {
                    break;
                }
            }
        }
    }
    let (played, mut run, mocks) = host.into_parts();
    let visited = run.take_visited();
    let seen = Seen {
        endless: happened > MOST_EFFECTS,
        ..Seen::of(played, visited)
    };
    (seen, mocks)
}

/// The line of a test that answers what no line answers.
pub fn line_for(request: &Request) -> String {
    let what = match request {
        Request::Call(call) => call.action.to_string(),
        Request::Watch(watch) => format!("wait until {}", watch.thing),
        Request::Await(what) => format!("await {}", what.thing),
        Request::Signal(what) => format!("await signal {}", what.name),
        Request::Sleep(_) => String::new(),
    };
    sample::mock_line(&what, "Success", "")
}
