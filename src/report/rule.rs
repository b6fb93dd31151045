//! What is known about a finding's number: its name, its level, its page.

use crate::check::rules;
use crate::diagnostic::{Code, Severity};
use crate::syntax::codes;

/// A rule, as outputs and `flow explain` show it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct About {
    /// Its number.
    pub code: Code,
    /// Its name: `unknown outcome`; for the syntax's own numbers what they stand for.
    pub name: String,
    /// How much its findings matter where no setting says otherwise.
    pub level: Severity,
    /// Its page in Markdown.
    pub page: String,
}

/// Every rule, by number.
pub fn all() -> Vec<About> {
    let mut all: Vec<About> = codes::ALL
        .iter()
        .map(|(code, about)| of_syntax(*code, about))
        .chain(rules::ALL.iter().map(of_rule))
        .collect();
    all.sort_by_key(|about| about.code);
    all
}

/// What is known about a number.
pub fn about(code: Code) -> Option<About> {
    let rule = rules::page(code).map(of_rule);
    rule.or_else(|| {
        let (code, about) = codes::ALL.iter().find(|(known, _)| *known == code)?;
        Some(of_syntax(*code, about))
    })
}

fn of_rule(page: &rules::Page) -> About {
    About {
        code: page.rule.code,
        name: page.rule.name.to_owned(),
        level: page.rule.level,
        page: page.text(),
    }
}

fn of_syntax(code: Code, about: &str) -> About {
    let about = about.trim();
    About {
        code,
        name: about.trim_end_matches('.').to_owned(),
        level: Severity::Error,
        page: format!("# {code}: {about}"),
    }
}
