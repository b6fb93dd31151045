//! An item with its words, as a box.

use super::measure::{PAD, at, width};
use super::shape::{Box, Look, Placed, Shape, Text};
use super::{Draw, FRAME};
use crate::graph::model::{Item, Row, Sort};
use crate::graph::said;
use crate::graph::words::{columns, lines};

/// How many letters stand beside each other in a card.
const CARD: usize = 44;
/// How wide a card is.
pub const COLUMN: i32 = 344;
/// From one line of letters to the next.
const LINE: i32 = 17;
/// What is kept free at the right of the first line, for the number of the line or a count.
const NUMBER: usize = 6;
/// The most lines of a title.
const TITLE: usize = 7;
/// The most lines of what a row does.
const ROW: usize = 4;

/// The upper part of a frame: words are placed from its left edge.
pub(super) struct Head {
    pub shape: Box,
    pub bottom: i32,
    /// Where lines leave it, by its rows.
    pub ports: Vec<i32>,
}

/// The upper part of a step.
pub(super) fn title(id: &str, title: &str) -> Head {
    let mut pen = Pen::default();
    pen.words(0, title, CARD, CARD, 2, "t");
    let bottom = pen.y + 4;
    Head {
        shape: Box {
            id: id.to_owned(),
            look: Look::Group,
            texts: pen.texts,
            label: title.to_owned(),
            ..Box::default()
        },
        bottom,
        ports: Vec::new(),
    }
}

impl Draw<'_> {
    /// A card, and where lines leave it, by its rows.
    pub(super) fn card(self, item: &Item) -> (Placed, Vec<i32>) {
        let mut head = self.head(item);
        let pill = matches!(head.shape.look, Look::Pill | Look::Good | Look::Bad);
        let width = match pill {
            true => {
                let widest = head
                    .shape
                    .texts
                    .iter()
                    .map(|text| text.x + width(&text.text));
                (widest.max().unwrap_or(0) + PAD).clamp(80, COLUMN)
            }
            false => COLUMN,
        };
        head.shape.width = width;
        head.shape.height = head.bottom;
        head.shape.x = -width / 2;
        for text in &mut head.shape.texts {
            text.x -= width / 2;
        }
        head.shape.settle();
        let placed = Placed {
            left: COLUMN / 2,
            right: COLUMN / 2,
            height: head.bottom,
            shapes: vec![Shape::Box(head.shape)],
        };
        (placed, head.ports)
    }

    /// The words of an item.
    pub(super) fn head(self, item: &Item) -> Head {
        let mut pen = Pen::default();
        let numbered = !matches!(item.sort, Sort::Start | Sort::End | Sort::Jump);
        let line = self.source.line_at_home(item.span.start);
        let class = if item.sort == Sort::Note { "q" } else { "t" };
        for (number, title) in item.title.iter().enumerate() {
            if numbered && number == 0 {
                pen.number(&line.to_string());
            }
            let first = if number == 0 { CARD - NUMBER } else { CARD };
            let from = pen.texts.len();
            pen.words(0, title, first, CARD, TITLE, class);
            if let Some(text) = pen.texts.get_mut(from) {
                text.link = item.runs.clone();
            }
        }
        if let Some(note) = item.note {
            pen.words(0, &format!("! {note}"), CARD, CARD, 1, "w");
        }
        let seen = self.seen.and_then(|seen| seen.said(item));
        let reached = self.seen.and_then(|seen| seen.count(item));
        if let Some(seen) = &seen {
            let sign = if reached == Some(0) { "○" } else { "●" };
            pen.words(0, &format!("{sign} {seen}"), CARD, CARD, 3, "s");
        }
        let mut rules = Vec::new();
        let mut ports = Vec::new();
        for row in &item.rows {
            if rules.is_empty() {
                pen.y += 4;
                rules.push(pen.y);
                pen.y += 2;
            }
            ports.push(pen.y + LINE / 2 + 2);
            let count = self.seen.and_then(|seen| seen.row(item, row));
            pen.row(row, count);
        }
        Head {
            bottom: pen.y + 7,
            shape: Box {
                id: item.id.clone(),
                look: look(item),
                texts: pen.texts,
                rules,
                label: said::item(item, self.source, seen.as_deref()),
                line: (item.span.end > 0).then_some(line),
                reached: reached.map(|count| count > 0),
                ..Box::default()
            },
            ports,
        }
    }
}

fn look(item: &Item) -> Look {
    let title = item.title.first().map_or("", String::as_str);
    match item.sort {
        sort if sort.is_frame() => Look::Frame,
        Sort::Note => Look::Quiet,
        Sort::End => Look::Good,
        Sort::Jump if title.starts_with("finish") => Look::Good,
        Sort::Jump if title.starts_with("fail") => Look::Bad,
        Sort::Start | Sort::Jump => Look::Pill,
        _ => Look::Card,
    }
}

/// Writes line by line, from the upper left corner of a box.
struct Pen {
    texts: Vec<Text>,
    y: i32,
}

impl Default for Pen {
    fn default() -> Self {
        Self {
            texts: Vec::new(),
            y: 5,
        }
    }
}

impl Pen {
    fn put(&mut self, column: usize, text: &str, class: &'static str) {
        if !text.is_empty() {
            self.texts.push(Text {
                x: PAD + at(column),
                y: self.y + 13,
                text: text.to_owned(),
                class,
                link: None,
            });
        }
    }

    /// At the right of the line at hand; it is moved there when the box is as wide as it will be.
    fn number(&mut self, text: &str) {
        self.put(0, text, "n");
    }

    fn words(
        &mut self,
        column: usize,
        text: &str,
        first: usize,
        rest: usize,
        most: usize,
        class: &'static str,
    ) {
        for line in lines(text, first, rest, most) {
            self.put(column, &line, class);
            self.y += LINE;
        }
    }

    fn row(&mut self, row: &Row, count: Option<u64>) {
        if let Some(count) = count {
            self.number(&short(count));
        }
        let sign = row.mark.sign();
        let wide = columns(&row.when) + 3 + columns(&row.does);
        let from = self.texts.len();
        if wide <= CARD - NUMBER {
            self.put(0, &row.when, "o");
            let column = columns(&row.when) + 1;
            self.put(column, sign, "m");
            self.put(column + 2, &row.does, "d");
            self.y += LINE;
        } else {
            self.words(0, &row.when, CARD - NUMBER, CARD, 3, "o");
            if row.does.is_empty() {
                // the sign goes where the line leaves
                return;
            }
            self.put(1, sign, "m");
            self.words(3, &row.does, CARD - 3, CARD - 3, ROW, "d");
        }
        if row.runs.is_some() {
            let does = self.texts.iter_mut().skip(from);
            if let Some(text) = does.into_iter().find(|text| text.class == "d") {
                text.link.clone_from(&row.runs);
            }
        }
        self.y += 2;
    }
}

/// A count of at most five letters.
fn short(count: u64) -> String {
    match count {
        0 => "never".into(),
        1..=9_999 => format!("{count}×"),
        10_000..=999_999 => format!("{}k×", count / 1_000),
        _ => format!("{}M×", (count / 1_000_000).min(999)),
    }
}

// a card inside a frame is as wide as one outside: the frame makes room around it
const _: () = assert!(COLUMN / 2 > FRAME && 2 * PAD + 44 * 29 / 4 <= COLUMN);
