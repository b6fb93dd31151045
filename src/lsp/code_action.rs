//! What an editor offers to change: the mends of findings, a comment that allows one, handlers.

use super::document::Document;
use super::index::{Does, Site};
use super::meant;
use crate::catalogue::Outcome;
use crate::check::past_comment;
use crate::check::rules::{allow_wrong, unknown_action};
use crate::diagnostic::{Diagnostic, Edit, Safety, Severity};
use crate::source::Span;

/// Something that can be done to the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    /// As a menu says it.
    pub title: String,
    /// What sort of change it is.
    pub sort: Sort,
    /// Whether it is the one to take.
    pub preferred: bool,
    /// The finding that it is about, by its place among the document's.
    pub about: Option<usize>,
    /// What it changes.
    pub edits: Vec<Edit>,
}

/// The sorts of offers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// It mends a finding.
    Mend,
    /// It writes something else in another way.
    Rewrite,
    /// It makes every mend that nobody has to look at.
    MendAll,
}

/// Everything that can be done about a part of the text.
pub fn offers(document: &Document, part: Span) -> Vec<Offer> {
    let mut offers = Vec::new();
    for (index, found) in document.problems().iter().enumerate() {
        if touches(found.span(), part) {
            offers.extend(mend(index, found));
            offers.extend(meant(document, index, found));
            offers.extend(allow(document, index, found));
        }
    }
    offers.extend(handlers(document, part));
    offers.extend(mend_all(document));
    offers
}

fn touches(span: Span, part: Span) -> bool {
    span.start <= part.end && part.start <= span.end
}

fn mend(index: usize, found: &Diagnostic) -> Option<Offer> {
    let fix = found.fix.as_ref()?;
    Some(Offer {
        title: fix.title.clone(),
        sort: Sort::Mend,
        preferred: fix.safety == Safety::Safe,
        about: Some(index),
        edits: fix.edits.clone(),
    })
}

/// The phrases that a line may mean which no action has.
fn meant(document: &Document, index: usize, found: &Diagnostic) -> Vec<Offer> {
    if found.code != unknown_action::RULE.code || found.fix.is_some() {
        return Vec::new();
    }
    let sites = document.index().sites.iter();
    let sites = sites.filter(|site| touches(site.phrase, found.span()));
    let meant = sites.flat_map(|site| meant::meant(document, site));
    let offers = meant.map(|meant| Offer {
        title: format!("Write `{}`", meant.phrase),
        sort: Sort::Mend,
        preferred: false,
        about: Some(index),
        edits: vec![meant.edit],
    });
    offers.collect()
}

/// A comment above the line that allows a finding there. Its reason is for people to write: until
/// then the comment is itself a finding.
fn allow(document: &Document, index: usize, found: &Diagnostic) -> Option<Offer> {
    if found.severity == Severity::Error || found.code == allow_wrong::RULE.code {
        return None;
    }
    let source = &document.source;
    let line = source.line_of(found.span().start);
    let text = source.slice(source.line_span(line));
    let indent = &text[..text.len() - text.trim_start().len()];
    let code = found.code;
    Some(Offer {
        title: format!("Suppress {code} here, with a reason"),
        sort: Sort::Mend,
        preferred: false,
        about: Some(index),
        edits: vec![Edit {
            span: Span::at(source.line_start(line)),
            text: format!("{indent}# flow: allow {code} \n"),
        }],
    })
}

/// Handlers for every documented outcome that the action has none of its own for.
fn handlers(document: &Document, part: Span) -> Option<Offer> {
    let sites = &document.index().sites;
    let here = |site: &&Site| {
        touches(site.span, part) && site.phrase.start <= part.start && part.end <= site.span.end
    };
    let site = sites.iter().rev().find(here)?;
    let missing = missing(document, site);
    if missing.is_empty() {
        return None;
    }
    let indent = indent_of(document, site);
    // What to do is for the author to decide: until then a run ends there, and nothing is done again.
    let Does::Action(action) = &site.does else {
        return None;
    };
    let key = action.short();
    let lines = missing.iter().map(|outcome| {
        let name = &outcome.name;
        format!("\n{indent}on {name} -> fail \"{key} ended in {name}\"")
    });
    let mut edit = Edit {
        span: Span::at(site.span.end),
        text: lines.collect(),
    };
    past_comment(
        &document.source,
        &document.parsed().tree.comments,
        &mut edit,
    );
    Some(Offer {
        title: "Handle every documented outcome".into(),
        sort: Sort::Rewrite,
        preferred: false,
        about: None,
        edits: vec![edit],
    })
}

/// The documented outcomes that an action's own handlers do not take.
fn missing<'a>(document: &Document, site: &'a Site) -> Vec<&'a Outcome> {
    let Does::Action(action) = &site.does else {
        return Vec::new();
    };
    let named = site.handled.iter().map(|span| document.source.slice(*span));
    let named: Vec<&str> = named.collect();
    if named.contains(&"any other") || site.span.end < site.end {
        return Vec::new();
    }
    let open = |outcome: &&Outcome| {
        let named = named.contains(&&*outcome.name);
        !named && !outcome.transport && &*outcome.name != "Success"
    };
    action.outcomes.iter().filter(open).collect()
}

/// Four blanks deeper than the action's own line.
fn indent_of(document: &Document, site: &Site) -> String {
    let source = &document.source;
    let line = source.slice(source.line_span(source.line_of(site.phrase.start)));
    let own = line.len() - line.trim_start().len();
    format!("{}    ", &line[..own])
}

/// Every safe mend in one go.
fn mend_all(document: &Document) -> Option<Offer> {
    let safe = document.problems().iter().filter_map(|found| {
        let fix = found.fix.as_ref()?;
        (fix.safety == Safety::Safe).then_some(&fix.edits)
    });
    let mut edits: Vec<Edit> = Vec::new();
    for fix in safe {
        if !fix
            .iter()
            .any(|edit| edits.iter().any(|known| collide(known, edit)))
        {
            edits.extend(fix.iter().cloned());
        }
    }
    edits.sort_by_key(|edit| edit.span);
    (!edits.is_empty()).then(|| Offer {
        title: "Apply every safe fix".into(),
        sort: Sort::MendAll,
        preferred: false,
        about: None,
        edits,
    })
}

/// Whether two edits cannot both be made: they overlap, or insert at one place.
fn collide(a: &Edit, b: &Edit) -> bool {
    let apart = a.span.end <= b.span.start || b.span.end <= a.span.start;
    !apart || a.span.start == b.span.start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Context;

    fn document(text: &str) -> Document {
        Document::new("a.flow", text, Context::default())
    }

    fn made(document: &Document, offer: &Offer) -> String {
        let mut text = document.text().to_owned();
        let mut edits = offer.edits.clone();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
        for edit in edits {
            text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
        }
        text
    }

    const HOLD: &str = "use cxone\nset security user <AgentId>\njoin agent session\n";

    fn offered(text: &str, at: &str, title: &str) -> (Document, Offer) {
        let document = document(text);
        let at = Span::at(text.find(at).unwrap() as u32);
        let all = offers(&document, at);
        let found = all.iter().find(|offer| offer.title == title);
        let found = found.unwrap_or_else(|| panic!("no `{title}` in {all:#?}"));
        (document, found.clone())
    }

    #[test]
    fn missing_handlers_are_added_for_what_is_worth_a_word_or_for_all() {
        let text = format!("{HOLD}hold contact <ContactId> on InvalidState -> retry\n");
        let (before, offer) = offered(&text, "hold", "Add the missing handlers");
        assert!(made(&before, &offer).contains("on InvalidContactId -> fail"));
        assert_eq!(document(&made(&before, &offer)).problems(), []);
        let (before, offer) = offered(&text, "hold", "Handle every documented outcome");
        let after = document(&made(&before, &offer));
        assert_eq!(after.problems(), []);
        // what the author did not write is not done again
        assert_eq!(after.text().matches("retry").count(), 1);
        assert!(after.text().contains(
            "\n    on InvalidAgentSession -> fail \"hold contact ended in InvalidAgentSession\"\n"
        ));
    }

    #[test]
    fn a_misspelt_phrase_keeps_its_values() {
        let text = format!("{HOLD}hold contct 42 on any other -> fail\n");
        let (before, offer) = offered(&text, "contct", "Write `hold contact <ContactId>`");
        assert!(made(&before, &offer).contains("\nhold contact 42 on any other"));
        let text = "use cxone\nretrieve contact <C>\n";
        let (before, offer) = offered(text, "retrieve", "Write `resume contact <ContactId>`");
        assert!(made(&before, &offer).contains("\nresume contact <C>\n"));
    }

    #[test]
    fn an_allowed_finding_wants_its_reason() {
        let text = format!("{HOLD}if true {{\n    hold contact <ContactId>\n}}\n");
        let (before, offer) = offered(&text, "hold", "Suppress F074 here, with a reason");
        let after = made(&before, &offer);
        assert!(
            after.contains("\n    # flow: allow F074 \n    hold"),
            "{after}"
        );
        let codes = |text: &str| -> Vec<String> {
            let document = document(text);
            let found = document.problems().iter();
            found.map(|found| found.code.to_string()).collect()
        };
        assert_eq!(codes(&after), ["F103", "F074"]);
        assert_eq!(
            codes(&after.replace("F074 ", "F074 it waits")),
            Vec::<String>::new()
        );
    }

    #[test]
    fn safe_mends_are_made_together_and_marked() {
        let text = format!("{HOLD}end contact ContactId on InvalidContactId -> ignore\n");
        let document = document(&text);
        let all = offers(&document, Span::at(text.find("ContactId").unwrap() as u32));
        for offer in all.iter().filter(|offer| offer.sort == Sort::MendAll) {
            let after = made(&document, offer);
            assert!(after.contains("end contact <ContactId>"), "{after}");
        }
        let preferred = all.iter().filter(|offer| offer.preferred);
        assert!(preferred.clone().all(|offer| offer.sort == Sort::Mend));
    }
}
