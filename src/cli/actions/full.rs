//! One action in full.

use crate::catalogue::{Action, Outcome, Output, Param, SystemEntry};
use crate::report::{Look, Style, text};
use crate::value::Field;

/// Everything about an action.
pub(super) fn action(system: &SystemEntry, action: &Action, look: Look) -> String {
    let mut page = Page {
        text: String::new(),
        look,
    };
    page.title(action);
    page.wrapped("  ", &action.about);
    page.section("Parameters", params(system, action));
    page.section("Returns", outputs(action));
    for output in action.outputs.iter().filter(|one| !one.fields().is_empty()) {
        page.section(&format!("Fields of {}", output.fields_of()), fields(output));
    }
    page.section("Outcomes", outcomes(action));
    page.paragraph("Never returned", &never(action));
    page.paragraph("Requires", &system.requirements(action));
    page.paragraph("Safe to repeat", &action.repeating());
    page.paragraph("Confirmed by", &action.confirmation());
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
        let between = if self.look.is_narrow() { "\n" } else { "  " };
        self.text.push_str(&format!("{phrase}{between}{of}\n"));
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
        if self.look.is_narrow() {
            let name = self.look.paint(Style::Name, name);
            self.text.push_str(&format!("  {name}\n"));
            return self.wrapped("    ", about);
        }
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

fn params(system: &SystemEntry, action: &Action) -> Vec<(String, String)> {
    let row = |param: &Param| (param.name.to_string(), system.about_param(param));
    action.params.iter().map(row).collect()
}

fn outputs(action: &Action) -> Vec<(String, String)> {
    let row = |output: &Output| {
        let about = format!("`{}`. {}", output.kind, output.about);
        (output.name.to_string(), about)
    };
    action.outputs.iter().map(row).collect()
}

fn fields(output: &Output) -> Vec<(String, String)> {
    let row = |field: &Field| {
        let about = format!("`{}`. {}", field.kind, field.about);
        (field.name.to_string(), about)
    };
    output.fields().iter().map(row).collect()
}

fn outcomes(action: &Action) -> Vec<(String, String)> {
    let row = |outcome: &Outcome| (outcome.name.to_string(), action.about_outcome(outcome));
    action.possible_outcomes().map(row).collect()
}

/// Outcomes that other systems return for the same action, and this one cannot.
fn never(action: &Action) -> String {
    let names: Vec<_> = action
        .never
        .iter()
        .map(|name| format!("`{name}`"))
        .collect();
    names.join(", ")
}
