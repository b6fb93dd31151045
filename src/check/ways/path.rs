//! What is certain at the place that the walk has reached: which names have a value on every way
//! there. Going into an arm, out of it and on after the arms costs as much as was bound in them.

use crate::check::graph::{Event, Graph, Node};
use crate::source::Span;

/// A name's number in its body; the first ones are what actions hand on by default.
pub(in crate::check) type Var = u32;

/// The state on the way.
#[derive(Default)]
pub(in crate::check) struct Path<'a> {
    bound: Vec<bool>,
    /// What was bound on the way, in order.
    trail: Vec<Var>,
    /// Where a value that one arm gave was lost by another.
    lost: Vec<(Var, Lost)>,
    /// Whether nothing gets here.
    pub dead: bool,
    /// The ways so far, and the place on them.
    pub graph: Graph<'a>,
    pub node: Node,
}

/// A place on the way to which the walk can go back.
#[derive(Clone, Copy)]
pub(in crate::check) struct Mark {
    trail: usize,
    /// Names from here on belong to the arm alone.
    pub vars: Var,
    dead: bool,
    pub node: Node,
}

/// The end of one arm, or of several that meet: what they bound, if anything gets there.
pub(in crate::check) type Arm = Option<Ways>;

/// Ways that meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::check) struct Ways {
    /// What is bound on all of them.
    pub vars: Vec<Var>,
    first: Node,
    others: Vec<Node>,
}

impl Ways {
    /// One way that binds nothing.
    pub fn from(node: Node) -> Self {
        Self {
            vars: Vec::new(),
            first: node,
            others: Vec::new(),
        }
    }

    fn nodes(&self) -> impl Iterator<Item = Node> + '_ {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }

    fn add(&mut self, node: Node) {
        if self.others.last().unwrap_or(&self.first) != &node {
            self.others.push(node);
        }
    }
}

/// Arms that come together.
#[derive(Default)]
pub(in crate::check) struct Join(Option<(Ways, Lost)>);

/// Where a value is lost: on this way there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) struct Lost {
    /// What to show of the way.
    pub at: Span,
    /// Why it is one.
    pub how: How,
}

/// How a way comes to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum How {
    /// It is the arm, the handler that is shown.
    Arm,
    /// None of the conditions that are shown holds.
    NotSo,
    /// The loop that is shown has nothing to go through.
    NoRound,
}

impl Lost {
    /// What is said of it.
    pub fn label(self) -> &'static str {
        match self.how {
            How::Arm => "this path continues without it",
            How::NotSo => "if this is not true, the run continues without it",
            How::NoRound => "if the list is empty, the run continues without it",
        }
    }
}

impl From<Span> for Lost {
    fn from(at: Span) -> Self {
        let how = How::Arm;
        Self { at, how }
    }
}

impl<'a> Path<'a> {
    /// One that has not begun.
    pub fn on(graph: Graph<'a>) -> Self {
        Self {
            graph,
            ..Self::default()
        }
    }

    /// Begins a body: only the ways of the others are kept.
    pub fn begin(&mut self, step: Option<usize>, main: bool) {
        let mut graph = std::mem::take(&mut self.graph);
        let node = graph.begin(step, main);
        *self = Self {
            graph,
            node,
            ..Self::default()
        };
    }

    /// Makes room for the names before this number and this one, which have no value yet.
    pub fn grow(&mut self, var: Var) {
        let most = self.bound.len().max(var as usize + 1);
        self.bound.resize(most, false);
    }

    pub fn is_bound(&self, var: Var) -> bool {
        self.dead || self.has(var)
    }

    fn has(&self, var: Var) -> bool {
        self.bound.get(var as usize).copied().unwrap_or(false)
    }

    pub fn bind(&mut self, var: Var) {
        self.grow(var);
        if !std::mem::replace(&mut self.bound[var as usize], true) {
            self.trail.push(var);
        }
    }

    pub fn bind_all(&mut self, vars: &[Var]) {
        vars.iter().for_each(|var| self.bind(*var));
    }

    /// Goes on to a new place, where something happens.
    pub fn pass(&mut self, event: Event, span: Span) -> Node {
        let node = self.graph.lone(event, span);
        if !self.dead {
            self.graph.edge(self.node, node);
        }
        self.node = node;
        node
    }

    /// Goes to where ways meet that come from elsewhere.
    pub fn enter(&mut self, ways: Option<&Ways>, event: Event, span: Span) {
        let node = self.graph.lone(event, span);
        self.lead(ways, node);
        if let Some(ways) = ways {
            self.bind_all(&ways.vars);
        }
        self.node = node;
    }

    /// Goes to where arms come together, and takes nothing from them.
    pub fn enter_join(&mut self, join: &Join, span: Span) {
        let node = self.graph.lone(Event::Join, span);
        self.lead(join.0.as_ref().map(|(ways, _)| ways), node);
        self.node = node;
    }

    /// Goes on at the end of a way that every way takes.
    pub fn go_on(&mut self, ways: &Ways) {
        self.bind_all(&ways.vars);
        self.node = ways.first;
    }

    /// Leads ways to a place.
    pub fn lead(&mut self, ways: Option<&Ways>, to: Node) {
        for from in ways.iter().flat_map(|ways| ways.nodes()) {
            self.graph.edge(from, to);
        }
    }

    /// Leads from here to a place.
    pub fn lead_to(&mut self, to: Node) {
        if !self.dead {
            self.graph.edge(self.node, to);
        }
    }

    pub fn mark(&self) -> Mark {
        Mark {
            trail: self.trail.len(),
            vars: self.bound.len() as Var,
            dead: self.dead,
            node: self.node,
        }
    }

    /// What has been bound since a place, of the names that were there already.
    pub fn since(&self, mark: Mark) -> impl Iterator<Item = Var> {
        let new = self.trail[mark.trail..].iter();
        new.copied().filter(move |var| *var < mark.vars)
    }

    fn ways_since(&self, mark: Mark) -> Ways {
        Ways {
            vars: self.since(mark).collect(),
            first: self.node,
            others: Vec::new(),
        }
    }

    /// Goes back to a place; gives what the arm since then has bound.
    pub fn take(&mut self, mark: Mark) -> Arm {
        let arm = (!self.dead).then(|| self.ways_since(mark));
        for var in self.trail.drain(mark.trail..) {
            self.bound[var as usize] = false;
        }
        self.dead = mark.dead;
        self.node = mark.node;
        arm
    }

    /// Adds the state here to the arms that meet at some place further out.
    pub fn meet(&self, arm: &mut Arm, mark: Mark) {
        match arm {
            _ if self.dead => {}
            None => *arm = Some(self.ways_since(mark)),
            Some(ways) => {
                ways.vars.retain(|var| self.has(*var));
                ways.add(self.node);
            }
        }
    }

    /// Adds an arm to others; `at` is what to show where it has lost a value that another gave.
    pub fn join(&mut self, join: &mut Join, arm: Arm, at: impl Into<Lost>) {
        let at = at.into();
        let Some(new) = arm else { return };
        let Some((all, first)) = &mut join.0 else {
            join.0 = Some((new, at));
            return;
        };
        let lost = all.vars.iter().filter(|var| !new.vars.contains(var));
        self.lost.extend(lost.map(|var| (*var, at)));
        let gained = new.vars.iter().filter(|var| !all.vars.contains(var));
        self.lost.extend(gained.map(|var| (*var, *first)));
        all.vars.retain(|var| new.vars.contains(var));
        new.nodes().for_each(|node| all.add(node));
    }

    /// Goes on where the arms come together.
    pub fn apply(&mut self, join: Join) {
        match join.0 {
            Some((ways, _)) if ways.others.is_empty() => {
                self.bind_all(&ways.vars);
                self.node = ways.first;
            }
            Some((ways, lost)) => self.enter(Some(&ways), Event::Join, lost.at),
            None => self.dead = true,
        }
    }

    /// What a round has given is lost where there was no round.
    pub fn lose(&mut self, round: &Arm, at: Span) {
        let how = How::NoRound;
        let vars = round.iter().flat_map(|ways| &ways.vars);
        let lost = vars.map(|var| (*var, Lost { at, how }));
        self.lost.extend(lost);
    }

    /// Where the value of a name was last lost.
    pub fn lost(&self, var: Var) -> Option<Lost> {
        let mut lost = self.lost.iter().rev();
        lost.find(|(known, _)| *known == var).map(|(_, at)| *at)
    }
}

impl Join {
    /// Whether nothing gets to the place where the arms meet.
    pub fn is_dead(&self) -> bool {
        self.0.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Span = Span::new(1, 2);

    fn path(vars: usize) -> Path<'static> {
        let mut path = Path::default();
        path.begin(None, true);
        path.grow(vars as Var - 1);
        path
    }

    /// Walks arms that bind these names; `None` is an arm that ends.
    fn after(arms: &[Option<&[Var]>]) -> (Path<'static>, bool) {
        let mut path = path(4);
        let mut join = Join::default();
        for arm in arms {
            let mark = path.mark();
            match arm {
                Some(vars) => path.bind_all(vars),
                None => path.dead = true,
            }
            let end = path.take(mark);
            path.join(&mut join, end, HERE);
        }
        path.apply(join);
        let dead = path.dead;
        (path, dead)
    }

    #[test]
    fn only_what_every_arm_binds_is_bound_afterwards() {
        let (path, dead) = after(&[Some(&[0, 1]), Some(&[1, 2])]);
        assert!(!dead);
        let bound: Vec<bool> = (0..4).map(|var| path.is_bound(var)).collect();
        assert_eq!(bound, [false, true, false, false]);
        assert_eq!(path.lost(0), Some(HERE.into()));
        assert_eq!(path.lost(2), Some(HERE.into()));
        assert_eq!(path.lost(1), None);
    }

    #[test]
    fn an_arm_that_ends_takes_nothing_away() {
        let (path, dead) = after(&[Some(&[0]), None]);
        assert!(!dead && path.is_bound(0) && !path.is_bound(1));
        assert!(after(&[None, None]).1);
    }

    #[test]
    fn going_back_forgets_what_the_arm_bound() {
        let mut path = path(2);
        path.bind(0);
        let mark = path.mark();
        path.bind(1);
        path.grow(2);
        path.bind(2);
        assert_eq!(
            path.take(mark).map(|ways| ways.vars),
            Some(vec![1]),
            "a name of the arm's own is not handed out"
        );
        assert!(path.is_bound(0) && !path.is_bound(1));
    }
}
