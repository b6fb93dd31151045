//! Which statement of one block is which of another.

use super::node::Node;
use std::collections::HashMap;

/// What is at the same place in both, only in the older, only in the newer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pair {
    Both(usize, usize),
    Old(usize),
    New(usize),
}

/// Blocks up to this many statements each are aligned as well as can be; longer ones, which nobody
/// writes by hand, by what is the same in both.
const MOST: usize = 2_000;

/// The pairs in the order of the newer block; what is gone stands where it stood.
pub(super) fn align(old: &[Node], new: &[Node]) -> Vec<Pair> {
    let old_whole: Vec<String> = old.iter().map(Node::whole).collect();
    let new_whole: Vec<String> = new.iter().map(Node::whole).collect();
    let same = old_whole.iter().zip(&new_whole).take_while(|(a, b)| a == b);
    let head = same.count();
    let (rest_old, rest_new) = (&old_whole[head..], &new_whole[head..]);
    let tail = rest_old.iter().rev().zip(rest_new.iter().rev());
    let tail = tail.take_while(|(a, b)| a == b).count();
    let (to_old, to_new) = (old.len() - tail, new.len() - tail);
    let mut pairs: Vec<Pair> = (0..head).map(|at| Pair::Both(at, at)).collect();
    let score = |a: usize, b: usize| score((&old[a], &old_whole[a]), (&new[b], &new_whole[b]));
    pairs.extend(middle((head, to_old), (head, to_new), score));
    pairs.extend((0..tail).map(|at| Pair::Both(to_old + at, to_new + at)));
    pairs
}

/// How much two statements are one: not at all where they do different things.
fn score((old, old_whole): (&Node, &str), (new, new_whole): (&Node, &str)) -> u32 {
    if old.key != new.key {
        return 0;
    }
    if old_whole == new_whole {
        return 1_000;
    }
    let same = old
        .facts
        .iter()
        .filter(|fact| new.facts.contains(fact))
        .count();
    let all = old.facts.len().max(new.facts.len()).max(1);
    100 + (100 * same / all) as u32 + 50 * inside(old, new)
}

/// Whether what is inside begins alike: blocks are one where they hold the same.
fn inside(old: &Node, new: &Node) -> u32 {
    let keys: HashMap<&str, usize> = new
        .inside
        .iter()
        .map(|node| (node.key.as_str(), 1))
        .collect();
    let shared = old
        .inside
        .iter()
        .filter(|node| keys.contains_key(node.key.as_str()));
    u32::from(shared.count() > 0)
}

/// The longest way through both, by score.
fn middle(
    (old_from, old_to): (usize, usize),
    (new_from, new_to): (usize, usize),
    score: impl Fn(usize, usize) -> u32,
) -> Vec<Pair> {
    let (rows, columns) = (old_to - old_from, new_to - new_from);
    if rows.max(columns) > MOST {
        let gone = (old_from..old_to).map(Pair::Old);
        return gone.chain((new_from..new_to).map(Pair::New)).collect();
    }
    let width = columns + 1;
    let mut best = vec![0_u32; (rows + 1) * width];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            let here = score(old_from + row, new_from + column);
            let both = match here {
                0 => 0,
                here => here + best[(row + 1) * width + column + 1],
            };
            let skip = best[(row + 1) * width + column].max(best[row * width + column + 1]);
            best[row * width + column] = both.max(skip);
        }
    }
    let (mut row, mut column, mut pairs) = (0, 0, Vec::new());
    while row < rows && column < columns {
        let here = score(old_from + row, new_from + column);
        let at = best[row * width + column];
        if here > 0 && at == here + best[(row + 1) * width + column + 1] {
            pairs.push(Pair::Both(old_from + row, new_from + column));
            row += 1;
            column += 1;
        } else if at == best[(row + 1) * width + column] {
            pairs.push(Pair::Old(old_from + row));
            row += 1;
        } else {
            pairs.push(Pair::New(new_from + column));
            column += 1;
        }
    }
    pairs.extend((old_from + row..old_to).map(Pair::Old));
    pairs.extend((new_from + column..new_to).map(Pair::New));
    pairs
}
