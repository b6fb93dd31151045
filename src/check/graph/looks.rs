//! What a look along the ways writes down. There are a few looks for each action of a flow, nearly all of them
//! short: a table of its own for each would cost more than the look.

use super::graph::Node;
use super::subject::Subject;
use crate::check::names::NameSet;
use std::collections::VecDeque;

/// A place in a look: whether it still takes one more action before an end counts.
pub(super) type Place = (Node, bool);

/// How places were come to, and which are to be looked at. There are many looks, most of them short: each
/// writes over what the one before has left.
pub(super) struct Notes {
    /// By place: the look that came there, and the number of the place from where.
    came: Vec<(u32, u32)>,
    look: u32,
    pub open: VecDeque<Place>,
}

impl Notes {
    pub fn of(nodes: Node) -> Self {
        Self {
            came: vec![(0, 0); 2 * nodes as usize],
            look: 0,
            open: VecDeque::new(),
        }
    }

    pub fn begin(&mut self, first: Place) {
        self.look += 1;
        self.open.clear();
        self.come(first, first);
    }

    /// Comes to a place, unless it was come to before.
    pub fn come(&mut self, place: Place, from: Place) {
        let came = &mut self.came[number(place) as usize];
        if came.0 != self.look {
            *came = (self.look, number(from));
            self.open.push_back(place);
        }
    }

    /// The way to a place, from the start of the look.
    pub fn way_to(&self, place: Place) -> Vec<Node> {
        let mut way = vec![place.0];
        let mut at = number(place);
        loop {
            let before = self.came[at as usize].1;
            if before == at {
                break;
            }
            way.push(before / 2);
            at = before;
        }
        way.reverse();
        way
    }
}

/// Places are numbered two by two: each node with and without.
fn number((node, idle): Place) -> u32 {
    2 * node + u32::from(idle)
}

/// How many nodes are looked at for most actions.
const A_FEW: usize = 14;

/// What has been looked at: mostly so little that to go through it is quicker than any table.
pub(super) struct Looked<'a> {
    few: Vec<(Node, Subject<'a>)>,
    many: NameSet<(Node, Subject<'a>)>,
}

impl<'a> Looked<'a> {
    pub fn new() -> Self {
        Self {
            few: Vec::with_capacity(A_FEW),
            many: NameSet::default(),
        }
    }

    /// Whether it is new.
    pub fn insert(&mut self, one: (Node, Subject<'a>)) -> bool {
        if !self.many.is_empty() {
            return self.many.insert(one);
        }
        if self.few.contains(&one) {
            return false;
        }
        match self.few.len() < A_FEW {
            true => self.few.push(one),
            false => {
                self.many.extend(self.few.drain(..));
                self.many.insert(one);
            }
        }
        true
    }
}
