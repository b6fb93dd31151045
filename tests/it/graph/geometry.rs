//! No box, no label and no line lies over another.

use super::{all, picture};
use contactflow::graph::{Box, Line, Picture, Shape, Text};

#[derive(Clone, Copy, Debug)]
struct Area {
    left: i32,
    top: i32,
    right: i32,
    bottom: i32,
}

impl Area {
    fn of(one: &Box) -> Self {
        Self {
            left: one.x,
            top: one.y,
            right: one.x + one.width,
            bottom: one.y + one.height,
        }
    }

    /// A letter of 12 pixels is 7.25 wide here: no common fixed font is wider.
    fn of_text(text: &Text) -> Self {
        let wide = |c: char| if c as u32 >= 0x2e80 { 2 } else { 1 };
        let columns: i32 = text.text.chars().map(wide).sum();
        Self {
            left: text.x,
            top: text.y - 11,
            right: text.x + columns * 29 / 4,
            bottom: text.y + 4,
        }
    }

    fn of_line(line: &Line) -> Vec<Self> {
        let parts = line.points.windows(2);
        let parts = parts.map(|ends| Self {
            left: ends[0].x.min(ends[1].x),
            top: ends[0].y.min(ends[1].y),
            right: ends[0].x.max(ends[1].x),
            bottom: ends[0].y.max(ends[1].y),
        });
        parts.collect()
    }

    /// Whether they share more than an edge.
    fn overlaps(self, other: Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    fn contains(self, other: Self) -> bool {
        self.left <= other.left
            && self.right >= other.right
            && self.top <= other.top
            && self.bottom >= other.bottom
    }

    /// Whether a line goes through the inside of it.
    fn is_cut_by(self, line: Self) -> bool {
        line.left < self.right
            && line.right > self.left
            && line.top < self.bottom
            && line.bottom > self.top
    }

    /// Whether two lines cross, rather than meet.
    fn crosses(self, other: Self) -> bool {
        let (level, upright) = match (self.top == self.bottom, other.top == other.bottom) {
            (true, false) => (self, other),
            (false, true) => (other, self),
            _ => return false,
        };
        level.left < upright.left
            && upright.left < level.right
            && upright.top < level.top
            && level.top < upright.bottom
    }
}

fn boxes(picture: &Picture) -> Vec<&Box> {
    let shapes = picture.shapes.iter();
    let boxes = shapes.filter_map(|shape| match shape {
        Shape::Box(one) => Some(one),
        Shape::Line(_) => None,
    });
    boxes.collect()
}

fn lines(picture: &Picture) -> Vec<Area> {
    let shapes = picture.shapes.iter();
    let lines = shapes.filter_map(|shape| match shape {
        Shape::Line(line) => Some(Area::of_line(line)),
        Shape::Box(_) => None,
    });
    lines.flatten().collect()
}

/// What is wrong with a picture.
fn wrong(picture: &Picture) -> Vec<String> {
    let boxes = boxes(picture);
    let lines = lines(picture);
    let whole = Area {
        left: 0,
        top: 0,
        right: picture.width,
        bottom: picture.height,
    };
    let mut wrong = Vec::new();
    for (number, one) in boxes.iter().enumerate() {
        let area = Area::of(one);
        if !whole.contains(area) {
            wrong.push(format!("{} leaves the picture", one.id));
        }
        for other in &boxes[number + 1..] {
            let there = Area::of(other);
            if area.overlaps(there) && !area.contains(there) {
                wrong.push(format!("{} lies over {}", one.id, other.id));
            }
        }
        wrong.extend(of_texts(one));
        // the inside of a frame is for lines too; its words are not
        let inner = boxes
            .iter()
            .any(|other| other.id != one.id && area.contains(Area::of(other)));
        if !inner && lines.iter().any(|line| area.is_cut_by(*line)) {
            wrong.push(format!("a line goes through {}", one.id));
        }
        for text in &one.texts {
            let there = Area::of_text(text);
            if lines.iter().any(|line| there.is_cut_by(*line)) {
                wrong.push(format!("a line goes through `{}`", text.text));
            }
            let under = |other: &&&Box| {
                let over = Area::of(other);
                other.id != one.id && there.overlaps(over) && !over.contains(area)
            };
            if let Some(other) = boxes.iter().find(under) {
                wrong.push(format!("{} lies over `{}`", other.id, text.text));
            }
        }
    }
    for (number, line) in lines.iter().enumerate() {
        let crossed = lines[number + 1..]
            .iter()
            .find(|other| line.crosses(**other));
        if let Some(other) = crossed {
            wrong.push(format!("{line:?} crosses {other:?}"));
        }
    }
    wrong
}

fn of_texts(one: &Box) -> Vec<String> {
    let area = Area::of(one);
    let mut wrong = Vec::new();
    for (number, text) in one.texts.iter().enumerate() {
        let there = Area::of_text(text);
        if !area.contains(there) {
            wrong.push(format!(
                "`{}` leaves {}: {there:?} {area:?}",
                text.text, one.id
            ));
        }
        for other in &one.texts[number + 1..] {
            if there.overlaps(Area::of_text(other)) {
                wrong.push(format!("`{}` lies over `{}`", text.text, other.text));
            }
        }
    }
    wrong
}

#[test]
fn nothing_in_any_picture_lies_over_something_else() {
    for (name, program) in all() {
        let (_, picture) = picture(&program);
        let wrong = wrong(&picture);
        assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
    }
}

/// What decides about every picture is what stands beside what: nested branches, several at one card,
/// beside frames, in frames, with and without a way back.
#[test]
fn branches_in_branches_keep_apart() {
    let inner = |depth: usize| {
        let mut text = String::from("fail");
        for level in 0..depth {
            text = format!(
                "try {{ hold contact 100{level}\n on InvalidState -> {{ log \"a\"\n {text} }}\n \
                 on InvalidContactId -> {{ resume contact 100{level}\n on any other -> {{ log \"b\"\n log \
                 \"c\" }} }} }} on Unknown -> {{ log \"d\"\n log \"e\"\n finish }} always {{ if 1 = {level} \
                 {{ log \"f\"\n log \"g\" }} else {{ for each X in [1, 2] {{ log \"{{X}}\" }} }} }}"
            );
        }
        text
    };
    for depth in 1..6 {
        let text = format!(
            "use cxone\nset security user 7\njoin agent session\n{}\n",
            inner(depth)
        );
        let (_, picture) = super::drawn(&text);
        let wrong = wrong(&picture);
        assert!(wrong.is_empty(), "{depth}:\n{}\n{text}", wrong.join("\n"));
    }
}

#[test]
fn the_main_way_is_one_straight_column() {
    for (name, program) in all() {
        let (graph, picture) = picture(&program);
        let boxes = boxes(&picture);
        let middle = |id: &str| {
            let one = boxes.iter().find(|one| one.id == id).expect("it is drawn");
            one.x + one.width / 2
        };
        let cards = graph.main.items.iter().filter(|item| !item.sort.is_frame());
        let mut middles: Vec<i32> = cards.map(|item| middle(&item.id)).collect();
        middles.dedup();
        assert!(middles.len() <= 1, "{name}: {middles:?}");
    }
}
