//! Boxes, lines and texts, and moving them together.

use super::measure::{PAD, width};

/// A whole picture; its upper left corner is at 0, 0.
#[derive(Clone, Debug)]
pub struct Picture {
    pub width: i32,
    pub height: i32,
    /// A frame comes before what is inside of it.
    pub shapes: Vec<Shape>,
}

#[derive(Clone, Debug)]
pub enum Shape {
    Box(Box),
    Line(Line),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    pub x: i32,
    pub y: i32,
}

/// The way from one item to another.
#[derive(Clone, Debug)]
pub struct Line {
    pub points: Vec<Point>,
    /// Whether it ends in an arrow.
    pub arrow: bool,
}

/// An item.
#[derive(Clone, Debug, Default)]
pub struct Box {
    /// The item's name in the picture.
    pub id: String,
    /// How it looks.
    pub look: Look,
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
    /// Its words.
    pub texts: Vec<Text>,
    /// Where lines go through it, from its top.
    pub rules: Vec<i32>,
    /// All of it in words, for those who do not see it.
    pub label: String,
    /// The line of the flow.
    pub line: Option<u32>,
    /// Whether it was reached, where that is known.
    pub reached: Option<bool>,
}

/// How a box looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Look {
    #[default]
    Card,
    /// What changes nothing outside.
    Quiet,
    /// Where a flow begins, and what leaves the place where it stands.
    Pill,
    Good,
    Bad,
    Frame,
    /// A step.
    Group,
}

/// A text: `x` and `y` are where its line of letters begins.
#[derive(Clone, Debug)]
pub struct Text {
    pub x: i32,
    pub y: i32,
    pub text: String,
    pub class: &'static str,
    /// The group that it leads to.
    pub link: Option<String>,
}

/// Shapes around a column: its middle is at 0, and so is its top.
#[derive(Clone, Debug, Default)]
pub(super) struct Placed {
    pub shapes: Vec<Shape>,
    pub left: i32,
    pub right: i32,
    pub height: i32,
}

impl Placed {
    pub fn shift(&mut self, x: i32, y: i32) {
        for shape in &mut self.shapes {
            match shape {
                Shape::Box(one) => one.shift(x, y),
                Shape::Line(line) => {
                    for point in &mut line.points {
                        point.x += x;
                        point.y += y;
                    }
                }
            }
        }
    }

    /// The right edge of its first box: of an item that is itself, with all that is inside.
    pub fn right_of_first(&self) -> i32 {
        match self.shapes.first() {
            Some(Shape::Box(first)) => first.x + first.width,
            _ => 0,
        }
    }
}

impl Box {
    fn shift(&mut self, x: i32, y: i32) {
        self.x += x;
        self.y += y;
        for text in &mut self.texts {
            text.x += x;
            text.y += y;
        }
    }

    /// Moves what belongs at the right edge there.
    pub(super) fn settle(&mut self) {
        let right = self.x + self.width;
        for text in &mut self.texts {
            if text.class == "n" {
                text.x = right - PAD - width(&text.text);
            }
        }
    }
}

/// A line straight down.
pub(super) fn down(x: i32, from: i32, to: i32, arrow: bool) -> Shape {
    let points = vec![Point { x, y: from }, Point { x, y: to }];
    Shape::Line(Line { points, arrow })
}

/// A line from the right edge of a box to the top of another.
pub(super) fn across(from: i32, y: i32, to: i32, top: i32) -> Shape {
    let points = vec![
        Point { x: from, y },
        Point { x: to, y },
        Point { x: to, y: top },
    ];
    Shape::Line(Line {
        points,
        arrow: true,
    })
}

/// The way back to the column.
pub(super) fn level(from: i32, y: i32) -> Shape {
    let points = vec![Point { x: from, y }, Point { x: 0, y }];
    Shape::Line(Line {
        points,
        arrow: false,
    })
}
