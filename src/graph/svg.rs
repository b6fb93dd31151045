//! The picture as SVG: one file without anything from elsewhere, readable in light and in dark.

use super::layout::{Box, Line, Look, Picture, Shape, Text};
use std::fmt::Write;

/// How the parts of a picture look. What is said by a colour is said by a sign or a dash too.
pub const STYLE: &str = "\
.fg{--bg:#fff;--card:#fff;--ink:#1b2330;--soft:#5a6575;--line:#6b7686;--edge:#aab3c0;--frame:#f4f6f9;\
--good:#0b6b34;--goodbg:#e7f6ec;--bad:#a11b1b;--badbg:#fdecec;--warn:#8a4b00;--link:#0b57a4;--on:#1d6fd1;\
font:12px ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace}
@media(prefers-color-scheme:dark){.fg{--bg:#11161d;--card:#1a212b;--ink:#e4e9f0;--soft:#a3aebd;\
--line:#8894a5;--edge:#4b5767;--frame:#161c25;--good:#6fd597;--goodbg:#12301f;--bad:#ff9c94;\
--badbg:#3a1817;--warn:#f0b866;--link:#82b7f7;--on:#5ba2f5}}
.fg text{fill:var(--ink);white-space:pre}.fg .t{font-weight:600}
.fg .q,.fg .n,.fg .m,.fg .s{fill:var(--soft)}.fg .w{fill:var(--warn)}.fg .d{fill:var(--ink)}.fg .o{fill:var(--link)}
.fg rect{fill:var(--card);stroke:var(--edge)}.fg .bg{fill:var(--bg);stroke:none}.fg .frame>rect{fill:var(--frame);stroke-width:1.5}
.fg .group>rect{fill:none;stroke-dasharray:2 3;stroke-width:1.5}.fg .quiet>rect{fill:none}
.fg .good>rect{fill:var(--goodbg);stroke:var(--good)}.fg .bad>rect{fill:var(--badbg);stroke:var(--bad)}
.fg .rule{stroke:var(--edge)}.fg .line{fill:none;stroke:var(--line);stroke-width:1.5}.fg .head{fill:var(--line)}
.fg .reached>rect{stroke:var(--on);stroke-width:2}.fg .never>rect{stroke-dasharray:5 4}
.fg .here>rect{stroke:var(--on);stroke-width:3}.fg a text{text-decoration:underline}
";

/// The picture as a file of its own. `said` is what it shows, in words.
pub fn svg(picture: &Picture, title: &str, said: &str) -> String {
    let mut out = String::with_capacity(4096 + picture.shapes.len() * 400);
    let (width, height) = (picture.width, picture.height);
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"fg\" role=\"graphics-document\" \
         aria-roledescription=\"graph of a flow\" aria-label=\"{}\" width=\"{width}\" \
         height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n<title>{}</title>\n<desc>{}</desc>\n\
         <style>{STYLE}</style>\n<rect class=\"bg\" width=\"{width}\" height=\"{height}\"/>\n",
        escaped(title),
        escaped(title),
        escaped(said)
    );
    out.push_str(&body(picture, "g-"));
    out.push_str("</svg>\n");
    out
}

/// What is inside of the picture; its parts are named with this before their own names, so that
/// several pictures can be on one page.
pub fn body(picture: &Picture, prefix: &str) -> String {
    let mut out = String::new();
    // lines are under boxes, so that a frame has to come before them
    let frames = |one: &&Box| matches!(one.look, Look::Frame | Look::Group);
    let boxes = || {
        picture.shapes.iter().filter_map(|shape| match shape {
            Shape::Box(one) => Some(one),
            Shape::Line(_) => None,
        })
    };
    boxes()
        .filter(frames)
        .for_each(|one| draw_box(one, prefix, &mut out));
    for shape in &picture.shapes {
        if let Shape::Line(line) = shape {
            draw_line(line, &mut out);
        }
    }
    let cards = boxes().filter(|one| !frames(one));
    cards.for_each(|one| draw_box(one, prefix, &mut out));
    out
}

fn draw_box(one: &Box, prefix: &str, out: &mut String) {
    let class = match one.look {
        Look::Card => "card",
        Look::Quiet => "quiet",
        Look::Pill => "pill",
        Look::Good => "good",
        Look::Bad => "bad",
        Look::Frame => "frame",
        Look::Group => "group",
    };
    let reached = match one.reached {
        Some(true) => " reached",
        Some(false) => " never",
        None => "",
    };
    // a symbol is read as one thing: links inside of it would be lost to who does not see them
    let role = match one.texts.iter().any(|text| text.link.is_some()) {
        true => "group",
        false => "graphics-symbol",
    };
    let line = one.line.map(|line| format!(" data-line=\"{line}\""));
    let radius = match one.look {
        Look::Pill | Look::Good | Look::Bad => 13,
        _ => 6,
    };
    let _ = writeln!(
        out,
        "<g id=\"{}\" class=\"{class}{reached}\" role=\"{role}\" aria-label=\"{}\"{}>\
         <rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{radius}\"/>",
        escaped(&format!("{prefix}{}", one.id)),
        escaped(&one.label),
        line.unwrap_or_default(),
        one.x,
        one.y,
        one.width,
        one.height
    );
    for rule in &one.rules {
        let y = one.y + rule;
        let (from, to) = (one.x, one.x + one.width);
        let _ = writeln!(out, "<path class=\"rule\" d=\"M{from} {y}H{to}\"/>");
    }
    one.texts
        .iter()
        .for_each(|text| draw_text(text, prefix, out));
    out.push_str("</g>\n");
}

fn draw_text(text: &Text, prefix: &str, out: &mut String) {
    let shown = format!(
        "<text class=\"{}\" x=\"{}\" y=\"{}\">{}</text>",
        text.class,
        text.x,
        text.y,
        escaped(&text.text)
    );
    let _ = match &text.link {
        Some(link) => writeln!(
            out,
            "<a href=\"#{}\">{shown}</a>",
            escaped(&format!("{prefix}{link}"))
        ),
        None => writeln!(out, "{shown}"),
    };
}

/// Corners are rounded a little, so that the eye follows them.
fn draw_line(line: &Line, out: &mut String) {
    const ROUND: i32 = 6;
    let (Some(first), Some(last)) = (line.points.first(), line.points.last()) else {
        return;
    };
    let mut path = format!("M{} {}", first.x, first.y);
    for around in line.points.windows(3) {
        let (from, corner, to) = (around[0], around[1], around[2]);
        let (dx, dy) = ((corner.x - from.x).signum(), (corner.y - from.y).signum());
        let (ex, ey) = ((to.x - corner.x).signum(), (to.y - corner.y).signum());
        let _ = write!(
            path,
            "L{} {}Q{} {} {} {}",
            corner.x - dx * ROUND,
            corner.y - dy * ROUND,
            corner.x,
            corner.y,
            corner.x + ex * ROUND,
            corner.y + ey * ROUND
        );
    }
    let _ = write!(path, "L{} {}", last.x, last.y);
    let _ = writeln!(out, "<path class=\"line\" d=\"{path}\"/>");
    if line.arrow {
        let (x, y) = (last.x, last.y);
        let _ = writeln!(
            out,
            "<path class=\"head\" d=\"M{} {}L{x} {y}L{} {}Z\"/>",
            x - 4,
            y - 7,
            x + 4,
            y - 7
        );
    }
}

/// A text between tags or in quotes. What XML cannot hold is left out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}
