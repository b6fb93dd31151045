//! A run from outside: its start, its turns, what it asks for and what is told.

use super::branch::{Branch, Branches};
use super::budget::Budget;
use super::clock::begin_deadline;
use super::ending::{end_at_once, end_in_fault_of_host, ending};
use super::frames::Stmts;
use super::inputs::{provided, read_inputs};
use super::leaving::{Leaving, ROOT};
use super::open::{left_open, open_now};
use super::standing::Standing;
use super::state::State;
use super::turn::{deliver, turn};
use super::unwind::interrupt;
use crate::program::Program;
use crate::run::effect::{Completion, Effect, EffectId};
use crate::run::event::{End, Event, EventKind, Fault, LeftOpen, RunReport};
use crate::run::{Limits, Start};
use crate::source::Span;
use crate::value::{Text, Value};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// One run of a program.
///
/// A host starts it, gives it turns with [`advance`](Self::advance) until there is nothing more
/// to do, takes what it asks for, and tells it completions with [`complete`](Self::complete),
/// until [`end`](Self::end) says that it is over.
#[derive(Debug)]
pub struct Run {
    state: State,
    turns: u64,
    cancelling: bool,
}

impl Run {
    /// A run of a program, ready for its first turn. `Err` says which inputs are missing or wrong.
    pub fn new(
        program: Arc<Program>,
        start: Start,
        limits: impl Into<Arc<Limits>>,
    ) -> Result<Self, Vec<Fault>> {
        let (now, zone) = (start.at.timestamp(), start.at.time_zone().clone());
        let inputs = read_inputs(&program, &start.inputs, now, &zone)?;
        let provided = provided(&program, &start);
        let mut state = State {
            program,
            name: start.run,
            inputs: inputs.into(),
            zone,
            started: now,
            now,
            random: fastrand::Rng::with_seed(start.seed),
            branches: Branches::default(),
            effects: Default::default(),
            news: Default::default(),
            budget: Budget::new(limits.into()),
            so_far: Default::default(),
        };
        begin(&mut state, provided);
        Ok(Self {
            state,
            turns: 0,
            cancelling: false,
        })
    }

    /// The run's name.
    pub fn name(&self) -> &Arc<str> {
        &self.state.name
    }

    /// The program that it runs.
    pub fn program(&self) -> &Arc<Program> {
        &self.state.program
    }

    /// The run's clock: the time of what it was told last.
    pub fn now(&self) -> Timestamp {
        self.state.now
    }

    /// How it ended, once it has.
    pub fn end(&self) -> Option<&End> {
        self.state.so_far.end.as_deref()
    }

    /// Whether somebody in the run waits for this effect.
    pub fn is_waiting_for(&self, id: EffectId) -> bool {
        self.state.effects.is_waited_for(id)
    }

    /// Its host has an effect and waits before it sends it. Should the run leave it meanwhile, nothing has
    /// happened that could be in doubt.
    pub fn hold_back(&mut self, id: EffectId) {
        self.state.effects.hold_back(id, true);
    }

    /// The same for the writes among what was asked for and is not taken yet.
    pub(crate) fn hold_back_all(&mut self, is_held_back: impl Fn(EffectId) -> bool) {
        self.state.effects.hold_back_all(is_held_back);
    }

    /// The host sends what it held back.
    pub fn let_go(&mut self, id: EffectId) {
        self.state.effects.hold_back(id, false);
    }

    /// Whether the host holds an effect back.
    pub fn is_held_back(&self, id: EffectId) -> bool {
        self.state.effects.is_held_back(id)
    }

    /// Tells what came of an effect, at a time. Times never run backwards: an earlier one
    /// counts as the latest known. It says whether anybody waited for it; what was cancelled
    /// is not waited for any more.
    pub fn complete(&mut self, id: EffectId, completion: Completion, at: Timestamp) -> bool {
        let Some(waiting) = self.state.effects.take_waiting(id) else {
            return false;
        };
        self.pass_time(at);
        deliver(&mut self.state, waiting, completion);
        true
    }

    /// Cancels the run from outside, at a time: what is under way is left, and every `always` on
    /// the way out runs. A write that is under way still gets a while to be answered. A second
    /// time ends the run at once.
    pub fn cancel(&mut self, at: Timestamp) {
        self.pass_time(at);
        if self.end().is_some() {
            return;
        }
        if self.cancelling {
            end_at_once(&mut self.state, End::Cancelled);
        } else {
            self.cancelling = true;
            let leaving = Leaving::end(End::Cancelled).answers_first();
            interrupt(&mut self.state, ROOT, leaving);
        }
    }

    /// Whether it has been cancelled, and is on its way out.
    pub fn is_cancelling(&self) -> bool {
        self.cancelling
    }

    /// Whether it has more to do before anything is told to it.
    pub fn has_more_to_do(&self) -> bool {
        self.state.branches.has_ready()
    }

    /// Whether a limit ends with this effect: a `within`, the time of the whole run or that of its way
    /// out.
    pub fn is_limit(&self, id: EffectId) -> bool {
        self.state.effects.is_limit(id)
    }

    /// Whether its time limit is over at a time, and it has not been told.
    pub fn is_past_deadline(&self, at: Timestamp) -> bool {
        let limit = self.state.budget.limits.time;
        let over = limit.is_some_and(|limit| at.duration_since(self.state.started) >= limit);
        over && self.end().is_none() && self.state.effects.deadline().is_some()
    }

    /// Its time limit is over while it computes. A completion is told only to a run that has nothing
    /// more to do, and a limit does not wait for that.
    pub fn pass_deadline(&mut self, at: Timestamp) {
        let Some(deadline) = self.state.effects.deadline() else {
            return;
        };
        self.pass_time(at);
        self.state.effects.forget(deadline.id);
        deliver(&mut self.state, deadline, Completion::Slept);
    }

    /// Each `within` whose time is not asked for yet, because the run has more to do, and that time: a
    /// host that sees it last for so long passes it.
    pub fn uncounted_limits(&self) -> impl Iterator<Item = (EffectId, SignedDuration)> {
        self.state.effects.uncounted_limits()
    }

    /// Whether this is the end of a `within`.
    pub fn is_within(&self, id: EffectId) -> bool {
        self.state.effects.is_within(id)
    }

    /// The time of a `within` is over while the run computes: what is inside of it is left at once.
    pub fn pass_limit(&mut self, id: EffectId, at: Timestamp) {
        if !self.is_within(id) {
            return;
        }
        self.pass_time(at);
        if let Some(limit) = self.state.effects.take_limit(id) {
            deliver(&mut self.state, limit, Completion::Slept);
        }
    }

    /// Ends the run at once, in a fault of its host: nothing more is asked for, and no `always`
    /// runs.
    pub fn end_in(&mut self, fault: Fault, at: Timestamp) {
        self.pass_time(at);
        if self.end().is_none() {
            self.state.effects.take_back();
            end_in_fault_of_host(&mut self.state, fault);
        }
    }

    fn pass_time(&mut self, at: Timestamp) {
        self.state.now = self.state.now.max(at);
    }

    /// Gives turns until about so much work is done: a statement is a piece of it, and so is
    /// every few hundred bytes of the values that it makes. Says whether there is more to do
    /// before anything else is told.
    pub fn advance(&mut self, work: u32) -> bool {
        let until = self.state.budget.work().saturating_add(work.into());
        while self.state.budget.work() < until {
            let Some(branch) = self.state.branches.next() else {
                return false;
            };
            self.turns += 1;
            self.state.budget.count_work(1);
            turn(&mut self.state, branch);
        }
        self.state.branches.has_ready()
    }

    /// How many turns it has had: where in its work it is, for a journal that has to say when it
    /// was cancelled.
    pub fn turns(&self) -> u64 {
        self.turns
    }

    /// Runs until nothing is left to do before something is told.
    pub fn settle(&mut self) {
        while self.advance(u32::MAX) {}
    }

    /// What it has asked for is with its host, as it was with the host of the run that is done again here:
    /// what interrupts it now takes none of it back. Nothing as long as there is more to do.
    pub fn hand_out(&mut self) {
        if !self.has_more_to_do() {
            self.state.effects.hand_out();
        }
    }

    /// The effects asked for since this was called last, in order; none as long as there is
    /// more to do, since they may still be taken back.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        if self.state.branches.has_ready() {
            return Vec::new();
        }
        let asked = self.state.effects.take_asked();
        let calls = asked.iter().filter(|effect| effect.is_call());
        self.state.so_far.calls += calls.count() as u64;
        asked
    }

    /// The effects that nobody waits for any more, since this was called last.
    pub fn take_cancelled(&mut self) -> Vec<EffectId> {
        self.state.effects.take_cancelled()
    }

    /// What happened since this was called last. As long as there is more to do, that an action was
    /// asked for is not among it: it may still be taken back.
    pub fn take_events(&mut self) -> Vec<Event> {
        let sure = !self.state.branches.has_ready();
        self.state.news.take_events(sure)
    }

    /// The marked texts that came into the run, or were made in it, since this was called last.
    /// They have to be known before the events are shown.
    pub fn take_sensitive(&mut self) -> Vec<Text> {
        self.state.news.take_heard()
    }

    /// Where it is, if its next turn begins a statement: for whoever steps through it.
    pub fn standing(&self) -> Option<Standing> {
        self.state.standing()
    }

    /// Whose turn is next: for hosts that step through it.
    pub fn whose_turn(&self) -> Option<usize> {
        self.state.branches.peek()
    }

    /// What is open in a line of work, seen from a place in it; nothing where that is over.
    pub fn standing_in(&self, branch: usize, span: Span) -> Option<Standing> {
        self.state.standing_in(branch, span)
    }

    /// What handlers have decided since this was called last; nothing before it was called first.
    pub fn take_decided(&mut self) -> Vec<Event> {
        self.state.news.take_decided()
    }

    /// How it ends, or is about to while it leaves what is open.
    pub fn ending(&self) -> Option<End> {
        let over = self.state.so_far.end.as_deref().cloned();
        over.or_else(|| ending(&self.state))
    }

    /// How many steps are open around a line of work.
    pub fn depth(&self, branch: usize) -> usize {
        self.state.depth(branch)
    }

    /// Its inputs with their values.
    pub fn given(&self) -> Vec<(Arc<str>, Value)> {
        self.state.given()
    }

    /// How many events there will be to take when it has settled.
    pub fn untaken(&self) -> usize {
        self.state.news.untaken()
    }

    /// Counts the statements that begin from now on, and the arms that are taken.
    pub fn count_visits(&mut self) {
        self.state.news.count_visits();
    }

    /// The statements that have begun, by their paths, and the arms of `if` that were taken, as
    /// `<path>?<number>`.
    pub fn take_visited(&mut self) -> std::collections::HashSet<Arc<str>> {
        self.state.news.take_visited()
    }

    /// What it has opened and not closed yet.
    pub fn open_now(&self) -> Vec<LeftOpen> {
        open_now(&self.state, &self.state.so_far.told().open)
    }

    /// What is to be said of the run; nothing before it is over.
    pub fn report(&self) -> Option<RunReport> {
        let (state, so_far) = (&self.state, &self.state.so_far);
        let (told, end) = (so_far.told(), so_far.end.as_deref()?);
        Some(RunReport {
            run: state.name.clone(),
            source: state.program.source.clone(),
            started: state.started,
            ended: state.now,
            end: end.clone(),
            results: told.results.values(&state.program.lists),
            calls: so_far.calls,
            in_doubt: told.in_doubt,
            also: told.also,
            undone: told.undone,
            left_open: left_open(state, end, &told.open),
            cleaned_up: told.cleaned_up,
            unheard: Vec::new(),
        })
    }
}

fn begin(state: &mut State, provided: Arc<[Value]>) {
    for value in state.inputs.iter().chain(provided.iter()) {
        state.news.hear(value);
    }
    let main = &state.program.main;
    let slots = vec![Value::Nothing; main.slots as usize];
    let mut root = Branch::new(None, 0, slots.into(), provided);
    root.stack.push(Stmts::of(&main.block));
    let root = state.branches.open(root);
    state.say(Span::default(), EventKind::Started);
    begin_deadline(state);
    state.branches.wake(root);
}
