//! Quiet while somebody types: a word that is not finished is no mistake yet, and what it breaks for
//! the moment says nothing of the other lines. Those keep what was last found there.

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Source, Span};
use std::time::{Duration, Instant};

/// After so long without a key what is there is meant.
pub const REST: Duration = Duration::from_millis(800);

/// Where somebody types, and what was found before.
#[derive(Debug, Default)]
pub struct Quiet {
    /// The end of the last small change.
    typing: Option<(u32, Instant)>,
    /// When somebody last typed in a file that this one needs.
    elsewhere: Option<Instant>,
    /// The findings of the last state in which the line at hand was finished.
    good: Vec<Diagnostic>,
    /// Whether not all has been said.
    owes: bool,
}

impl Quiet {
    /// A part of the text is replaced.
    pub fn changed(&mut self, old: &Source, span: Span, new: &str) {
        let kept = |found: &mut Diagnostic| {
            let labels = found.labels.iter_mut();
            labels.for_each(|label| label.span = moved(label.span, span, new.len() as u32));
        };
        self.good.iter_mut().for_each(kept);
        let lines = new.matches('\n').count() + old.slice(span).matches('\n').count();
        self.typing = (lines <= 1).then(|| (span.start + new.len() as u32, Instant::now()));
    }

    /// A file that this one needs has been changed: by somebody who types there, or all at once.
    pub fn changed_elsewhere(&mut self, other: Option<Instant>) {
        self.elsewhere = other;
    }

    /// When somebody last typed in it.
    pub fn typed(&self) -> Option<Instant> {
        self.typing.map(|(_, since)| since)
    }

    /// How long it is until what is there is meant; nothing where it is already.
    pub fn until_rest(&self) -> Option<Duration> {
        let since = self.typed().max(self.elsewhere)?;
        left_of_rest(since)
    }

    /// Whether somebody has typed, does so no more, and more is to be said.
    pub fn has_rested(&self) -> bool {
        let typed = self.typing.is_some() || self.elsewhere.is_some();
        self.owes && typed && self.until_rest().is_none()
    }

    /// Nobody types any more.
    pub fn rest(&mut self) {
        self.typing = None;
        self.elsewhere = None;
    }

    /// What to say of the findings in a text; the rest when nobody types any more.
    pub fn heard(&mut self, source: &Source, found: &[Diagnostic]) -> Vec<Diagnostic> {
        let (said, owes) = self.said_of(source, found);
        self.owes = owes;
        said
    }

    /// The same of what any line can break all over, as in a file of settings: while somebody types a new
    /// error says no more than that there is more to come.
    pub fn heard_of_whole(&mut self, source: &Source, found: &[Diagnostic]) -> Vec<Diagnostic> {
        let (said, owes) = match self.until_rest() {
            Some(_) => self.unless_broken(found),
            None => self.said_of(source, found),
        };
        self.owes = owes;
        said
    }

    /// What is known already of what is found; where there is a new error, what was found before.
    fn unless_broken(&mut self, found: &[Diagnostic]) -> (Vec<Diagnostic>, bool) {
        let known = |one: &Diagnostic| {
            let mut good = self.good.iter();
            good.any(|known| (known.code, &known.message) == (one.code, &one.message))
        };
        let (now, later): (Vec<_>, Vec<_>) = found.iter().cloned().partition(known);
        if later.iter().any(|one| one.severity == Severity::Error) {
            return (self.good.clone(), true);
        }
        self.good = now.clone();
        (now, !later.is_empty())
    }

    fn said_of(&mut self, source: &Source, found: &[Diagnostic]) -> (Vec<Diagnostic>, bool) {
        if self.elsewhere.and_then(left_of_rest).is_some() {
            return self.unless_broken(found);
        }
        let Some((at, _)) = self.typing else {
            // what is half written elsewhere is shown, but the next key there hides it again
            if self.elsewhere.is_none() || !found.iter().any(of_syntax) {
                self.good = found.to_vec();
            }
            return (found.to_vec(), false);
        };
        self.said_while_typing(source, found, at)
    }

    fn said_while_typing(
        &mut self,
        source: &Source,
        found: &[Diagnostic],
        at: u32,
    ) -> (Vec<Diagnostic>, bool) {
        let line = source.line_of(at);
        let here = |one: &Diagnostic| source.line_of(one.span().start) == line;
        if self.until_rest().is_none() {
            // what an unfinished line breaks elsewhere is shown, but is not what was found there last
            let finished = !found
                .iter()
                .any(|one| one.severity == Severity::Error && here(one));
            if finished {
                self.good = found.to_vec();
            }
            return (found.to_vec(), false);
        }
        let new = |one: &Diagnostic| !self.good.iter().any(|known| same(known, one));
        let unfinished = found.iter().any(|one| {
            one.severity == Severity::Error && new(one) && (here(one) || of_syntax(one))
        });
        if unfinished {
            return (self.good.clone(), true);
        }
        let (later, now): (Vec<_>, Vec<_>) =
            found.iter().cloned().partition(|one| here(one) && new(one));
        self.good = now.clone();
        (now, !later.is_empty())
    }
}

/// How long it is until somebody who typed then is at rest.
fn left_of_rest(since: Instant) -> Option<Duration> {
    REST.checked_sub(since.elapsed())
        .filter(|left| !left.is_zero())
}

fn of_syntax(one: &Diagnostic) -> bool {
    crate::syntax::codes::name(one.code).is_some()
}

fn same(a: &Diagnostic, b: &Diagnostic) -> bool {
    (a.code, a.span().start, &a.message) == (b.code, b.span().start, &b.message)
}

/// Where a span comes to lie after a change.
fn moved(span: Span, change: Span, length: u32) -> Span {
    let place = |at: u32| match at {
        at if at <= change.start => at,
        at if at >= change.end => at - change.end + change.start + length,
        _ => change.start,
    };
    Span::new(place(span.start), place(span.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{self, Context};
    use std::sync::Arc;

    fn found(text: &str) -> (Arc<Source>, Vec<Diagnostic>) {
        let source = Arc::new(Source::new("a.flow", text));
        let catalogue = crate::catalogue::Catalogue::builtin();
        let found = check::lint_text(&source, catalogue, &Context::default());
        (source, found)
    }

    fn codes(found: &[Diagnostic]) -> Vec<String> {
        found.iter().map(|found| found.code.to_string()).collect()
    }

    #[test]
    fn typing_a_line_says_nothing_of_it_and_keeps_the_rest() {
        let before = "use cxone\nset security user <A>\njoin agent session\nlet Unused = 1\n";
        let typed = "hold contact <ContactId>\n    on any other -> fail \"why\"\nif true {";
        let mut text = before.to_owned();
        let mut quiet = Quiet::default();
        let (source, all) = found(&text);
        assert_eq!(codes(&quiet.heard(&source, &all)), ["F081"]);
        for key in typed.chars() {
            let at = text.len() as u32;
            let (old, _) = found(&text);
            quiet.changed(&old, Span::at(at), &key.to_string());
            text.push(key);
            let (source, all) = found(&text);
            let said = quiet.heard(&source, &all);
            assert_eq!(
                codes(&said).first().map(String::as_str),
                Some("F081"),
                "{text}"
            );
            // the line above is finished: what it lacks is worth a warning
            let errors = said
                .iter()
                .filter(|found| found.severity == Severity::Error);
            assert_eq!(errors.count(), 0, "{text}");
        }
        quiet.rest();
        let (source, all) = found(&text);
        assert_eq!(codes(&quiet.heard(&source, &all)), codes(&all));
        assert!(codes(&all).contains(&"F006".to_owned()));
    }

    /// So far ahead that nobody is at rest before the test is over.
    fn typing_now() -> Option<Instant> {
        Some(Instant::now() + Duration::from_secs(3600))
    }

    #[test]
    fn somebody_typing_in_a_file_that_is_used_says_nothing_here() {
        let mut quiet = Quiet::default();
        let (source, all) = found("let Unused = 1\n");
        quiet.heard(&source, &all);
        quiet.changed_elsewhere(typing_now());
        let (source, broken) = found("let Unused = 1\nlet A = \nlet More = 1\n");
        assert_eq!(codes(&quiet.heard(&source, &broken)), ["F081"]);
        assert!(quiet.until_rest().is_some() && !quiet.has_rested());
        let (source, fixed) = found("let Unused = 1\nlog \"{Unused}\"\n");
        assert_eq!(codes(&quiet.heard(&source, &fixed)), Vec::<String>::new());
        quiet.changed_elsewhere(None);
        let (source, meant) = found("let A = \n");
        assert_eq!(codes(&quiet.heard(&source, &meant)), ["F014"]);
    }

    #[test]
    fn settings_keep_what_was_found_while_a_line_is_typed() {
        let mut quiet = Quiet::default();
        let one = |message: &str| {
            let code = crate::diagnostic::Code(0);
            Diagnostic::error(code, Span::at(0), message)
        };
        let source = Source::new("flow.toml", "a\n");
        let said = quiet.heard_of_whole(&source, &[one("known")]);
        assert_eq!(said.len(), 1);
        quiet.typing = typing_now().map(|since| (1, since));
        let said = quiet.heard_of_whole(&source, &[one("not valid TOML")]);
        assert_eq!(said[0].message, "known");
        assert!(quiet.heard_of_whole(&source, &[]).is_empty());
        quiet.rest();
        let said = quiet.heard_of_whole(&source, &[one("not valid TOML")]);
        assert_eq!(said[0].message, "not valid TOML");
    }

    #[test]
    fn what_was_found_moves_with_its_words() {
        let (source, all) = found("let Unused = 1\n");
        let mut quiet = Quiet::default();
        quiet.heard(&source, &all);
        quiet.changed(&source, Span::at(0), "# a\n");
        let (source, _) = found("# a\nlet Unused = 1\n");
        let labels = quiet.good.first().map(|found| source.slice(found.span()));
        assert_eq!(labels, Some("Unused"));
    }

    #[test]
    fn what_is_pasted_is_meant() {
        let (old, _) = found("");
        let mut quiet = Quiet::default();
        quiet.changed(&old, Span::at(0), "let A = \nlet B = \n");
        let (source, all) = found("let A = \nlet B = \n");
        assert_eq!(codes(&quiet.heard(&source, &all)), ["F014", "F014"]);
    }
}
