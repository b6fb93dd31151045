//! What pest read, as a flat list: rule, place, and where the next sibling stands. A tenth of the
//! time of going along pest's own pairs, which count references at each step.

use crate::source::Span;
use crate::syntax::grammar::Rule;
use pest::Token;
use pest::iterators::Pairs;

/// Everything that was read, in the order of the text. Comments are left out.
pub(super) struct Nodes<'a> {
    text: &'a str,
    nodes: Vec<Entry>,
}

struct Entry {
    rule: Rule,
    at: Span,
    /// The first node that is not inside of this one.
    after: u32,
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
        let tokens = pairs.tokens();
        let nodes = &mut self.nodes;
        nodes.clear();
        nodes.reserve(tokens.len() / 2);
        let mut open = Vec::new();
        for token in tokens {
            match token {
                Token::Start { rule, pos } => {
                    open.push(nodes.len());
                    nodes.push(Entry {
                        rule,
                        at: Span::at((start + pos.pos()) as u32),
                        after: 0,
                    });
                }
                Token::End { rule, pos } => {
                    close(nodes, &mut open, rule, start + pos.pos());
                }
            }
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

fn close(nodes: &mut Vec<Entry>, open: &mut Vec<usize>, rule: Rule, end: usize) {
    let Some(index) = open.pop() else {
        return;
    };
    if rule == Rule::comment {
        nodes.truncate(index);
        return;
    }
    let after = nodes.len() as u32;
    if let Some(node) = nodes.get_mut(index) {
        node.at.end = end as u32;
        node.after = after;
    }
}

impl<'a> Node<'a> {
    fn entry(self) -> &'a Entry {
        &self.nodes.nodes[self.index as usize]
    }

    pub(super) fn rule(self) -> Rule {
        self.entry().rule
    }

    pub(super) fn span(self) -> Span {
        self.entry().at
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
