//! One action in full.

use crate::catalogue::{Action, Outcome, Output, Param, ParamDefault, SystemEntry};
use crate::report::{Look, Style, text};
use crate::value::Mark;

/// Everything about an action.
pub(super) fn action(system: &SystemEntry, action: &Action, look: Look) -> String {
    let mut page = Page {
        text: String::new(),
        look,
    };
    page.title(action);
    page.wrapped("  ", &action.about);
    page.wrapped("  ", &nature(action));
    page.section("Takes", params(system, action));
    page.section("Gives", outputs(action));
    page.section("Ends in", outcomes(action));
    page.paragraph("Needs", &needs(system, action));
    page.example(&action.example);
    page.paragraph("Vendor's page", &action.source);
    page.paragraph("Vendor's names", &action.vendor_names.join(", "));
    page.text
}

struct Page {
    text: String,
    look: Look,
}

impl Page {
    fn title(&mut self, action: &Action) {
        let phrase = self.look.paint(Style::Strong, &action.phrase_text());
        let of = format!("({}, {})", action.system, action.family);
        let of = self.look.paint(Style::Faint, &of);
        self.text.push_str(&format!("{phrase}  {of}\n"));
    }

    fn head(&mut self, title: &str) {
        let title = self.look.paint(Style::Good, title);
        self.text.push_str(&format!("\n{title}\n"));
    }

    fn wrapped(&mut self, indent: &str, body: &str) {
        let width = self.look.width.saturating_sub(indent.len()).max(20);
        for line in text::wrap(body, width)
            .iter()
            .filter(|line| !line.is_empty())
        {
            self.text.push_str(&format!("{indent}{line}\n"));
        }
    }

    fn paragraph(&mut self, title: &str, body: &str) {
        if !body.is_empty() {
            self.head(title);
            self.wrapped("  ", body);
        }
    }

    fn example(&mut self, example: &str) {
        if example.trim().is_empty() {
            return;
        }
        self.head("Example");
        for line in example.trim_end().lines() {
            self.text.push_str(format!("  {line}").trim_end());
            self.text.push('\n');
        }
    }

    /// Names and what is to be said of them, in two columns.
    fn section(&mut self, title: &str, rows: Vec<(String, String)>) {
        if rows.is_empty() {
            return;
        }
        self.head(title);
        let width = rows.iter().map(|(name, _)| name.chars().count()).max();
        let width = width.unwrap_or_default().min(28);
        for (name, about) in rows {
            self.row(&name, &about, width);
        }
    }

    fn row(&mut self, name: &str, about: &str, width: usize) {
        let room = self.look.width.saturating_sub(width + 4).max(20);
        let missing = width.saturating_sub(name.chars().count());
        let name = self.look.paint(Style::Name, name);
        for (index, line) in text::wrap(about, room).iter().enumerate() {
            let head = match index {
                0 => format!("{name}{}", " ".repeat(missing)),
                _ => " ".repeat(width),
            };
            let row = format!("  {head}  {line}");
            self.text.push_str(row.trim_end());
            self.text.push('\n');
        }
    }
}

/// What kind of action it is, as far as that matters to who writes it.
fn nature(action: &Action) -> String {
    let mut said = Vec::new();
    if action.reads {
        said.push("It only reads.");
    } else if action.repeatable {
        said.push("Doing it twice does no more than doing it once, so `Unknown` may be retried.");
    } else {
        said.push("Doing it twice may do it twice, so `Unknown` cannot be retried.");
    }
    if action.irreversible {
        said.push("It cannot be taken back.");
    }
    said.join(" ")
}

fn params(system: &SystemEntry, action: &Action) -> Vec<(String, String)> {
    let row = |param: &Param| (param.name.to_string(), param_text(system, param));
    action.params.iter().map(row).collect()
}

fn param_text(system: &SystemEntry, param: &Param) -> String {
    let mut text = format!("{}; {}", param.kind, need(system, param));
    if !matches!(param.mark, Mark::Plain) {
        text.push_str("; never shown");
    }
    format!("{text}. {}", param.about)
}

fn need(system: &SystemEntry, param: &Param) -> String {
    match &param.default {
        ParamDefault::None if param.required => "must be given".into(),
        ParamDefault::None => "may be left out".into(),
        ParamDefault::Value(value) => format!("{value} if left out"),
        ParamDefault::Provided(name) => match providers(system, name).as_slice() {
            [] => "the latest if left out".into(),
            by => format!("that of the last {} if left out", by.join(" or ")),
        },
    }
}

/// The actions that hand this on.
pub(super) fn providers(system: &SystemEntry, name: &str) -> Vec<String> {
    let provides = |output: &Output| output.provides && *output.name == *name;
    system
        .actions
        .iter()
        .filter(|action| action.outputs.iter().any(provides))
        .map(|action| format!("`{}`", action.key))
        .collect()
}

fn outputs(action: &Action) -> Vec<(String, String)> {
    let row = |output: &Output| {
        let about = format!("{}. {}", output.kind, output.about);
        (output.name.to_string(), about)
    };
    action.outputs.iter().map(row).collect()
}

fn outcomes(action: &Action) -> Vec<(String, String)> {
    let row = |outcome: &Outcome| {
        let helps = match (&*outcome.name, outcome.transient) {
            ("Success", _) => "",
            ("Unknown", _) if action.repeatable => " A retry can help.",
            ("Unknown", _) => " Look before it is done again.",
            (_, true) => " A retry can help.",
            (_, false) => "",
        };
        let about = outcome.about.trim_end_matches('.');
        let stop = if about.is_empty() { "" } else { "." };
        (
            outcome.name.to_string(),
            format!("{about}{stop}{helps}").trim().to_owned(),
        )
    };
    action.outcomes.iter().map(row).collect()
}

fn needs(system: &SystemEntry, action: &Action) -> String {
    let needed: Vec<String> = action
        .params
        .iter()
        .filter(|param| param.required)
        .filter_map(|param| match &param.default {
            ParamDefault::Provided(name) => Some(name),
            _ => None,
        })
        .map(|name| match providers(system, name).as_slice() {
            [] => name.to_string(),
            by => by.join(" or "),
        })
        .collect();
    match needed.as_slice() {
        [] => String::new(),
        needed => format!(
            "{} before it, or a profile that brings it",
            needed.join(" and ")
        ),
    }
}
