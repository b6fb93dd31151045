//! A picture in words: for those who do not see it, and for whoever would rather read.

use super::model::{Graph, Item, Lane, Row, Sort};
use super::seen::Seen;
use crate::source::Source;

/// Everything that a picture shows, as lines of text: what is inside of something is indented.
pub fn said(graph: &Graph, source: &Source, seen: Option<&Seen>) -> String {
    let mut words = Words {
        source,
        seen,
        text: String::new(),
    };
    words.lane(&graph.main, 0);
    for group in &graph.groups {
        words.line(0, &format!("{}:", group.title));
        words.lane(&group.lane, 1);
    }
    words.text
}

/// One item in a sentence or two.
pub(super) fn item(item: &Item, source: &Source, seen: Option<&str>) -> String {
    let mut said = head(item, source);
    if let Some(seen) = seen {
        said.push_str(&format!("; {seen}"));
    }
    for row in &item.rows {
        said.push_str(&format!(". {}", self::row(row)));
    }
    said
}

fn head(item: &Item, source: &Source) -> String {
    let mut said = item.title.join("; ");
    if !matches!(item.sort, Sort::Start | Sort::End) {
        let line = source.line_at_home(item.span.start);
        said = format!("line {line}: {said}");
    }
    if let Some(note) = item.note {
        said.push_str(&format!(" ({note})"));
    }
    said
}

fn row(row: &Row) -> String {
    let does = match (row.does.is_empty(), row.lane.is_some()) {
        (true, true) => "continues beside it",
        (true, false) => "continues below",
        _ => row.does.as_str(),
    };
    format!("{}: {does}", row.when)
}

struct Words<'a> {
    source: &'a Source,
    seen: Option<&'a Seen>,
    text: String,
}

impl Words<'_> {
    fn line(&mut self, depth: usize, text: &str) {
        self.text.push_str(&"  ".repeat(depth));
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn lane(&mut self, lane: &Lane, depth: usize) {
        lane.items.iter().for_each(|item| self.item(item, depth));
    }

    fn item(&mut self, item: &Item, depth: usize) {
        let mut line = head(item, self.source);
        if let Some(seen) = self.seen.and_then(|seen| seen.said(item)) {
            line.push_str(&format!("; {seen}"));
        }
        self.line(depth, &line);
        for row in &item.rows {
            self.row(item, row, depth + 1);
        }
        let deeper = depth + 1;
        item.inside.iter().for_each(|lane| self.lane(lane, deeper));
    }

    fn row(&mut self, item: &Item, row: &Row, depth: usize) {
        let mut line = self::row(row);
        if let Some(count) = self.seen.and_then(|seen| seen.row(item, row)) {
            let times = match count {
                0 => "never".to_owned(),
                1 => "once".to_owned(),
                many => format!("{many} times"),
            };
            line.push_str(&format!(" ({times})"));
        }
        match &row.lane {
            Some(lane) => {
                self.line(depth, &line);
                self.lane(lane, depth + 1);
            }
            None => self.line(depth, &line),
        }
    }
}
