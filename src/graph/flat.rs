//! The same picture as nodes and edges, for programs that lay it out themselves.

use super::model::{Graph, Item, Lane, Sort};

/// Nodes, and the ways between them.
#[derive(Debug, Default)]
pub struct Flat<'a> {
    pub nodes: Vec<Node<'a>>,
    pub edges: Vec<Edge<'a>>,
    pub frames: Vec<Frame<'a>>,
}

/// An item that is no frame.
#[derive(Debug)]
pub struct Node<'a> {
    pub item: &'a Item,
    /// The innermost frame that it is in.
    pub frame: Option<usize>,
}

/// A frame, a step, or the handlers of last resort.
#[derive(Debug)]
pub struct Frame<'a> {
    pub id: &'a str,
    pub title: String,
    /// The item; a step is none.
    pub item: Option<&'a Item>,
    pub parent: Option<usize>,
}

/// A way from one node to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edge<'a> {
    pub from: &'a str,
    pub to: &'a str,
    /// When it is taken; nothing on the main way.
    pub when: Option<&'a str>,
}

/// An end that has not been led anywhere yet.
type Loose<'a> = (&'a str, Option<&'a str>);

/// The nodes and edges of a picture.
pub fn flat(graph: &Graph) -> Flat<'_> {
    let mut flat = Flat::default();
    flat.lane(&graph.main, Vec::new(), None);
    for group in &graph.groups {
        flat.frames.push(Frame {
            id: &group.id,
            title: group.title.clone(),
            item: None,
            parent: None,
        });
        let frame = Some(flat.frames.len() - 1);
        flat.lane(&group.lane, Vec::new(), frame);
    }
    flat
}

impl<'a> Flat<'a> {
    /// The ends that go on below.
    fn lane(
        &mut self,
        lane: &'a Lane,
        mut loose: Vec<Loose<'a>>,
        frame: Option<usize>,
    ) -> Vec<Loose<'a>> {
        for item in &lane.items {
            loose = match item.sort.is_frame() {
                true => self.frame(item, loose, frame),
                false => self.node(item, loose, frame),
            };
        }
        loose
    }

    fn node(
        &mut self,
        item: &'a Item,
        loose: Vec<Loose<'a>>,
        frame: Option<usize>,
    ) -> Vec<Loose<'a>> {
        self.nodes.push(Node { item, frame });
        for (from, when) in loose {
            let to = &*item.id;
            self.edges.push(Edge { from, to, when });
        }
        let mut ends = Vec::new();
        match (item.sort, item.inside.first()) {
            (Sort::If, Some(below)) => {
                let word = item.rows.last().map(|row| &*row.when);
                ends.extend(self.lane(below, vec![(&item.id, word)], frame));
            }
            _ if item.goes_on_straight() => {
                let word = item.rows.last().map(|row| &*row.when);
                let word = word.filter(|_| item.sort == Sort::If);
                ends.push((&*item.id, word));
            }
            _ => {}
        }
        ends.extend(self.rows(item, &item.id, frame));
        ends
    }

    fn rows(&mut self, item: &'a Item, from: &'a str, frame: Option<usize>) -> Vec<Loose<'a>> {
        let mut ends = Vec::new();
        for row in &item.rows {
            if let Some(lane) = &row.lane {
                ends.extend(self.lane(lane, vec![(from, Some(&*row.when))], frame));
            }
        }
        ends
    }

    /// What is inside of a frame; its rows begin at what is first in it.
    fn frame(
        &mut self,
        item: &'a Item,
        loose: Vec<Loose<'a>>,
        parent: Option<usize>,
    ) -> Vec<Loose<'a>> {
        self.frames.push(Frame {
            id: &item.id,
            title: item.title.join("; "),
            item: Some(item),
            parent,
        });
        let frame = Some(self.frames.len() - 1);
        let before = self.nodes.len();
        let mut ends = loose;
        for lane in &item.inside {
            ends = self.lane(lane, ends, frame);
        }
        let last = self.nodes.get(before..).and_then(<[Node]>::last);
        let Some(last) = last.map(|node| &*node.item.id) else {
            return ends;
        };
        if item.goes_on_straight() && ends.is_empty() {
            ends.push((last, None));
        }
        ends.extend(self.rows(item, last, parent));
        ends
    }
}
