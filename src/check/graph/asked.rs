//! Everything that rules want to know of the ways, asked of the graph.

use super::event::Act;
use super::graph::Graph;
use super::joined::{self, JoinedEnds};
use super::open::{self, LeftOpen};
use super::promise::{self, LetGo};
use super::ready::{self, MadeReady};
use super::search::{Search, Why};
use super::state::{self, Impossible, OverAtOnce};
use crate::check::resolve::Resolved;
use crate::source::Span;

/// What asking the graph has found.
#[derive(Default)]
pub(in crate::check) struct Asked<'a> {
    /// Actions that the state of their thing cannot allow.
    pub impossible: Vec<Impossible<'a>>,
    /// What stays open on some way.
    pub left_open: Vec<LeftOpen<'a>>,
    /// Promises that may have failed where a caller is let go.
    pub let_go: Vec<LetGo<'a>>,
    /// Actions that want an agent who is not ready, by one who was made ready.
    pub made_ready: Vec<MadeReady>,
    /// Actions that end what was only joined.
    pub joined_ends: Vec<JoinedEnds>,
    /// Waits that are over before they begin.
    pub over_at_once: Vec<OverAtOnce<'a>>,
    /// Actions around which not every way was followed to its end.
    pub unanswered: Vec<(Span, Why)>,
}

impl<'a> Asked<'a> {
    /// Asks everything that rules want to know of the ways.
    pub fn new(model: &Resolved<'a>, graph: &Graph<'a>) -> Self {
        let asks = |act: &Act<'_>| act.is_of_interest() || act.action.agent.is_some();
        if !graph.acts.iter().any(asks) {
            return Self::default();
        }
        let mut search = Search::new(graph, &model.context.stop);
        let (impossible, said) = state::impossible(&mut search, &model.systems, model.context);
        let left_open = open::left_open(&mut search, &said);
        let let_go = promise::let_go(&mut search);
        let made_ready = ready::made_ready(&mut search, model);
        let joined_ends = joined::joined_ends(&mut search);
        let over_at_once = state::over_at_once(&mut search, &model.systems);
        let unanswered = search.unanswered();
        #[cfg(test)]
        super::tests::done(graph, search.spent());
        Self {
            impossible,
            left_open,
            let_go,
            made_ready,
            joined_ends,
            over_at_once,
            unanswered,
        }
    }
}
