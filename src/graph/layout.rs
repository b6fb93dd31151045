//! Where everything stands in a picture. Statements stand under each other in one column; what rows
//! do stands to the right of their item, the last row nearest, so that no line crosses another.

mod card;
mod measure;
mod shape;

use super::model::{Graph, Item, Lane, Sort};
use super::seen::Seen;
use crate::source::Source;
use card::COLUMN;
pub use shape::{Box, Line, Look, Picture, Shape, Text};
use shape::{Placed, across, down};

/// Between one item and the next.
pub(super) const GAP: i32 = 26;
/// Between an item and what stands beside it.
const ASIDE: i32 = 36;
/// Between a frame and what is inside.
const FRAME: i32 = 18;
/// Around the whole.
const MARGIN: i32 = 16;
/// Between the flow and what stands below it.
const BETWEEN: i32 = 40;

/// The picture of a flow; with what has happened in it, where that is known.
pub fn picture(graph: &Graph, source: &Source, seen: Option<&Seen>) -> Picture {
    let draw = Draw { source, seen };
    let mut all = draw.lane(&graph.main);
    for group in &graph.groups {
        let mut frame = draw.group(group);
        frame.shift(0, all.height + BETWEEN);
        all.height += BETWEEN + frame.height;
        all.left = all.left.max(frame.left);
        all.right = all.right.max(frame.right);
        all.shapes.append(&mut frame.shapes);
    }
    let (left, width) = (all.left + MARGIN, all.left + all.right + 2 * MARGIN);
    all.shift(left, MARGIN);
    Picture {
        width,
        height: all.height + 2 * MARGIN,
        shapes: all.shapes,
    }
}

#[derive(Clone, Copy)]
pub(super) struct Draw<'a> {
    pub source: &'a Source,
    pub seen: Option<&'a Seen>,
}

impl Draw<'_> {
    /// A column: its middle is at 0, its top too.
    fn lane(self, lane: &Lane) -> Placed {
        let mut all = Placed::default();
        let mut goes_on = false;
        for (number, item) in lane.items.iter().enumerate() {
            let mut placed = self.item(item);
            if number > 0 {
                let top = all.height + GAP;
                if goes_on {
                    all.shapes.push(down(0, all.height, top, true));
                }
                all.height = top;
            }
            placed.shift(0, all.height);
            all.height += placed.height;
            all.left = all.left.max(placed.left);
            all.right = all.right.max(placed.right);
            all.shapes.append(&mut placed.shapes);
            goes_on = item.goes_on();
        }
        all
    }

    fn item(self, item: &Item) -> Placed {
        let (own, ports) = match item.sort {
            sort if sort.is_frame() => self.frame(item),
            _ => self.card(item),
        };
        let own = match item.sort {
            Sort::If => self.below(item, own),
            _ => own,
        };
        self.beside(item, own, &ports)
    }

    /// What the `else` of an `if` does, below it.
    fn below(self, item: &Item, mut card: Placed) -> Placed {
        for lane in &item.inside {
            let mut lane = self.lane(lane);
            let top = card.height + GAP;
            card.shapes.push(down(0, card.height, top, true));
            lane.shift(0, top);
            card.height = top + lane.height;
            card.left = card.left.max(lane.left);
            card.right = card.right.max(lane.right);
            card.shapes.append(&mut lane.shapes);
        }
        card
    }

    /// A frame: its head, and below that what is inside.
    fn frame(self, item: &Item) -> (Placed, Vec<i32>) {
        let head = self.head(item);
        let mut inner = Placed::default();
        let mut at = head.bottom;
        let mut goes_on = true;
        for (number, lane) in item.inside.iter().enumerate() {
            if lane.items.is_empty() {
                continue;
            }
            let mut placed = self.lane(lane);
            // what is always done is reached on every way, the straight one only where there is one
            if goes_on || number == 0 {
                inner.shapes.push(down(0, at, at + GAP, true));
            }
            placed.shift(0, at + GAP);
            at += GAP + placed.height;
            inner.left = inner.left.max(placed.left);
            inner.right = inner.right.max(placed.right);
            inner.shapes.append(&mut placed.shapes);
            goes_on = lane.goes_on();
        }
        let bottom = at + FRAME;
        if goes_on {
            inner.shapes.push(down(0, at, bottom, false));
        }
        inner.height = bottom;
        self.around(head, inner)
    }

    fn around(self, head: card::Head, mut inner: Placed) -> (Placed, Vec<i32>) {
        let half = COLUMN / 2;
        let (left, right) = (inner.left.max(half - FRAME), inner.right.max(half - FRAME));
        let mut frame = head.shape;
        frame.x = -left - FRAME;
        frame.width = left + right + 2 * FRAME;
        frame.height = inner.height;
        frame.texts.iter_mut().for_each(|text| text.x += frame.x);
        frame.settle();
        inner.shapes.insert(0, Shape::Box(frame));
        inner.left = left + FRAME;
        inner.right = right + FRAME;
        (inner, head.ports)
    }

    /// A step, in its frame.
    fn group(self, group: &super::model::Group) -> Placed {
        let head = card::title(&group.id, &group.title);
        let mut lane = self.lane(&group.lane);
        let top = head.bottom + FRAME;
        lane.shift(0, top);
        lane.height += top + FRAME;
        self.around(head, lane).0
    }

    /// What the rows of an item do, to its right, and the way back from there.
    fn beside(self, item: &Item, mut own: Placed, ports: &[i32]) -> Placed {
        let edge = own.right_of_first();
        let top = ports.iter().max().copied().unwrap_or(0) + GAP;
        let straight = item.goes_on_straight();
        let (mut bottom, mut back) = (own.height, Vec::new());
        let rows = item.rows.iter().zip(ports).rev();
        for (row, port) in rows {
            let Some(lane) = &row.lane else { continue };
            let mut lane_placed = self.lane(lane);
            let x = own.right + ASIDE + lane_placed.left;
            own.shapes.push(across(edge, *port, x, top));
            lane_placed.shift(x, top);
            bottom = bottom.max(top + lane_placed.height);
            if lane.goes_on() {
                back.push((x, top + lane_placed.height));
            }
            own.right = x + lane_placed.right;
            own.shapes.append(&mut lane_placed.shapes);
        }
        if back.is_empty() {
            if straight && bottom > own.height {
                own.shapes.push(down(0, own.height, bottom, false));
            }
            own.height = bottom;
            return own;
        }
        let joins = bottom + GAP / 2;
        for (x, from) in &back {
            own.shapes.push(down(*x, *from, joins, false));
        }
        let farthest = back.iter().map(|(x, _)| *x).max().unwrap_or(0);
        own.shapes.push(shape::level(farthest, joins));
        if straight {
            own.shapes.push(down(0, own.height, joins, false));
        }
        own.height = joins;
        own
    }
}
