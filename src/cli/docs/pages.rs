//! The documents that are inside the command.

use super::inside::PAGES;
use crate::config::Problem;
use crate::nearest::nearest;

/// The one page that is no document.
pub(super) const GRAMMAR: &str = "grammar";

/// The documents' own table of contents.
pub(super) const CONTENTS: &str = include_str!("../../../docs/README.md");

/// Every page with its title.
pub(in crate::cli) fn titles() -> impl Iterator<Item = (&'static str, &'static str)> {
    PAGES.iter().map(|(name, text)| (*name, title(text)))
}

/// The first line of a page, without its signs.
pub(super) fn title(text: &str) -> &str {
    let first = text.lines().next().unwrap_or_default();
    first.trim_start_matches(['#', '/', ' '])
}

/// The text of a page, as it is written.
pub(in crate::cli) fn page(name: &str) -> Option<&'static str> {
    let page = PAGES.iter().find(|(page, _)| *page == name)?;
    Some(page.1)
}

/// A page's name as it is written in a link: `docs/runs.md`.
pub(super) fn plain_name(wanted: &str) -> String {
    let name = wanted.trim_start_matches("docs/").trim_end_matches(".md");
    name.to_lowercase()
}

/// A page that is not there, named as it was asked for.
pub(super) fn unknown(name: &str, wanted: &str) -> Problem {
    let names = PAGES.iter().map(|(name, _)| *name);
    let help = match nearest(name, names) {
        Some(near) => format!("did you mean `flow docs {near}`?"),
        None if crate::report::rule::all()
            .iter()
            .any(|rule| rule.name == name || rule.code.to_string().eq_ignore_ascii_case(name)) =>
        {
            format!("it is a finding: `flow explain {wanted}`")
        }
        None => "`flow docs` lists all pages; `flow explain` lists the findings".into(),
    };
    Problem::new(format!("unknown page `{wanted}`")).help(help)
}

#[cfg(test)]
mod tests {
    use super::{GRAMMAR, PAGES};

    #[test]
    fn every_page_is_there_and_has_a_title() {
        assert!(PAGES.len() > 20, "{}", PAGES.len());
        for (name, text) in PAGES.iter().filter(|(name, _)| *name != GRAMMAR) {
            assert!(text.starts_with("# "), "{name}");
        }
    }
}
