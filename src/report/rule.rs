//! What is known about a finding's number: its name, its level, its page.

use super::look::{Look, Style};
use super::text::wrap;
use crate::catalogue::Catalogue;
use crate::check::rules;
use crate::diagnostic::{Code, Severity};
use crate::syntax::codes;

/// A rule, as outputs and `flow explain` show it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct About {
    /// Its number.
    pub code: Code,
    /// Its name: `unknown-outcome`.
    pub name: &'static str,
    /// How much its findings matter where no setting says otherwise.
    pub level: Severity,
    /// Its page in Markdown.
    pub page: String,
}

impl About {
    /// The page without its Markdown: headings stand out, code is moved in.
    pub fn plain(&self, look: Look) -> String {
        let mut text = String::new();
        let mut code = false;
        for line in paragraphs(&self.page) {
            let line = &*line;
            if line.starts_with("```") {
                code = !code;
                continue;
            }
            let heading = line.trim_start_matches('#');
            if !code && heading.len() < line.len() {
                text.push_str(&look.paint(Style::Strong, heading.trim()));
            } else if code {
                text.push_str(format!("    {line}").trim_end());
            } else if line.chars().count() > look.width {
                text.push_str(&wrap(line, look.width).join("\n"));
            } else {
                text.push_str(line);
            }
            text.push('\n');
        }
        text
    }
}

/// The lines of a page, each paragraph in one: where its text was broken is no matter of the reader's window.
fn paragraphs(page: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let (mut code, mut open) = (false, false);
    for line in page.lines() {
        let fence = line.starts_with("```");
        code ^= fence;
        let plain = !(code || fence || line.is_empty() || line.starts_with(['#', '|', '-', ' ']));
        match lines.last_mut().filter(|_| plain && open) {
            Some(last) => {
                last.push(' ');
                last.push_str(line);
            }
            None => lines.push(line.to_owned()),
        }
        open = plain;
    }
    lines
}

impl About {
    /// The first sentence of what it checks.
    pub fn short(&self) -> String {
        let first = self.page.split("\n\n").nth(2).unwrap_or(self.name);
        let first = first.replace('\n', " ");
        match first.split_once(". ") {
            Some((sentence, _)) => format!("{sentence}."),
            None => first,
        }
    }
}

/// Every rule, by number.
pub fn all() -> Vec<About> {
    let mut all: Vec<About> = codes::ALL
        .iter()
        .filter_map(|(code, _)| of_syntax(*code))
        .chain(rules::all(Catalogue::builtin()).map(of_rule))
        .collect();
    all.sort_by_key(|about| about.code);
    all
}

/// The name of a number.
pub fn name(code: Code) -> Option<&'static str> {
    let rule = rules::page(code, Catalogue::builtin()).map(|page| page.rule.name);
    rule.or_else(|| codes::name(code))
}

/// Where to read about a number: the command, and the page's address where the settings have one.
pub fn see(code: Code, docs: Option<&str>) -> String {
    match address(code, docs) {
        Some(address) => format!("flow explain {code}, {address}"),
        None => format!("flow explain {code}"),
    }
}

/// The address of the page of a number, where the settings say where pages are.
pub fn address(code: Code, docs: Option<&str>) -> Option<String> {
    let docs = docs?.replace("{code}", &code.to_string());
    Some(docs.replace("{name}", name(code).unwrap_or_default()))
}

/// What is known about a number.
pub fn about(code: Code) -> Option<About> {
    rules::page(code, Catalogue::builtin())
        .map(of_rule)
        .or_else(|| of_syntax(code))
}

fn of_rule(page: &rules::Page) -> About {
    About {
        code: page.rule.code,
        name: page.rule.name,
        level: page.rule.level,
        page: whole(
            page.rule.code,
            page.rule.name,
            page.rule.level,
            &page.text(),
        ),
    }
}

fn of_syntax(code: Code) -> Option<About> {
    Some(About {
        code,
        name: codes::name(code)?,
        level: Severity::Error,
        page: whole(
            code,
            codes::name(code)?,
            Severity::Error,
            codes::page(code)?,
        ),
    })
}

/// A page with what holds for all rules of its level.
fn whole(code: Code, name: &str, level: Severity, written: &str) -> String {
    let (written, related) = written
        .trim_end()
        .split_once("\n\n## Related\n\n")
        .unwrap_or((written.trim_end(), ""));
    let (suppress, settings) = match level {
        Severity::Error => (
            "Never: a flow with an error does not run. Fix the error.".to_owned(),
            "None: the level of an error cannot be changed.".to_owned(),
        ),
        _ => (
            format!(
                "If the team accepts it here: write `# flow: allow {code} reason` above the line, or \
                 beside it."
            ),
            format!(
                "`[check.levels]` in `flow.toml`: `{name} = \"off\"`, `\"note\"`, `\"warning\"` or \
                 `\"error\"`."
            ),
        ),
    };
    // A rule of a host program may name none.
    let related = match related {
        "" => String::new(),
        related => format!("\n## Related\n\n{related}\n"),
    };
    format!(
        "{written}\n\n## When to suppress\n\n{suppress}\n\n## Settings\n\n{settings}\n{related}"
    )
}
