//! What was read, as a flat list: rule, place, and where the next sibling stands.

use crate::source::Span;
use crate::syntax::grammar::Rule;
use crate::syntax::matcher::{Entry, Pairs};

/// Everything that was read, in the order of the text.
pub(super) struct Nodes<'a> {
    text: &'a str,
    nodes: Vec<Entry<Rule>>,
}

#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    nodes: &'a Nodes<'a>,
    index: u32,
}

/// Nodes that stand next to each other.
#[derive(Clone, Copy)]
pub(super) struct Siblings<'a> {
    nodes: &'a Nodes<'a>,
    next: u32,
    end: u32,
}

impl<'a> Nodes<'a> {
    /// None of a text yet.
    pub(super) fn of(text: &'a str) -> Self {
        let nodes = Vec::new();
        Self { text, nodes }
    }

    /// What was read of the part that begins at `start`, in place of what was there.
    pub(super) fn read(&mut self, start: usize, pairs: Pairs<'_, Rule>) {
        self.nodes = pairs.entries;
        for node in &mut self.nodes {
            node.start += start as u32;
            node.end += start as u32;
        }
    }

    /// The nodes at the top.
    pub(super) fn all(&'a self) -> Siblings<'a> {
        Siblings {
            nodes: self,
            next: 0,
            end: self.nodes.len() as u32,
        }
    }
}

impl<'a> Node<'a> {
    fn entry(self) -> &'a Entry<Rule> {
        &self.nodes.nodes[self.index as usize]
    }

    pub(super) fn rule(self) -> Rule {
        self.entry().rule
    }

    pub(super) fn span(self) -> Span {
        let entry = self.entry();
        Span::new(entry.start, entry.end)
    }

    /// Its text, with blanks for tabs.
    pub(super) fn text(self) -> &'a str {
        let at = self.span();
        let range = at.start as usize..at.end as usize;
        self.nodes.text.get(range).unwrap_or("")
    }

    pub(super) fn inside(self) -> Siblings<'a> {
        Siblings {
            nodes: self.nodes,
            next: self.index + 1,
            end: self.entry().after,
        }
    }
}

impl<'a> Siblings<'a> {
    /// The next node, which stays the next.
    pub(super) fn peek(&self) -> Option<Node<'a>> {
        (self.next < self.end).then_some(Node {
            nodes: self.nodes,
            index: self.next,
        })
    }

    /// How many nodes there are still.
    pub(super) fn left(&self) -> usize {
        self.count()
    }

    /// The rule of the next node.
    pub(super) fn rule(&self) -> Option<Rule> {
        self.peek().map(Node::rule)
    }

    /// The next node, where it is one of this rule.
    pub(super) fn eat(&mut self, rule: Rule) -> Option<Node<'a>> {
        self.peek().filter(|node| node.rule() == rule)?;
        self.next()
    }

    /// The span of the next node; where the grammar promised one there always is one.
    pub(super) fn span(&mut self) -> Span {
        self.next().map(Node::span).unwrap_or_default()
    }
}

impl<'a> Iterator for Siblings<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        let node = self.peek()?;
        self.next = node.entry().after;
        Some(node)
    }
}
