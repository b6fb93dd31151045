//! What follows from following: every fix that is offered and every line that help shows is put into
//! the script that it was said of. The script is then better, in two rounds at most, and has no word
//! with an effect that its author did not write.

use super::cases::{self, Case};
use contactflow::diagnostic::{Code, Diagnostic, Safety, Severity};
use contactflow::fix;
use contactflow::source::Source;
use std::collections::BTreeSet;

/// What stands before a line that is to be written in the place of the reader's own.
const LEADS: [&str; 11] = [
    "write `",
    "did you mean `",
    "remove it here: `",
    "such as this one: `",
    "stop there instead: `",
    "use a different input here: `",
    "end the run on that path: `",
    "with the caller still connected: `",
    "let the items run one after another: `",
    "the number that you expect: `",
    "by its fields: `",
];

/// The lines in help that are to be written in the place of one of the script's.
fn lines(help: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    for lead in LEADS {
        for (at, _) in help.match_indices(lead) {
            let rest = &help[at + lead.len()..];
            lines.extend(rest.split_once('`').map(|(line, _)| line));
        }
    }
    lines
}

/// A form, with something that only the reader knows.
fn is_form(line: &str) -> bool {
    let lower = |rest: &str| rest.starts_with(|c: char| c.is_ascii_lowercase());
    line.contains('…') || line.split('<').skip(1).any(lower)
}

fn words(line: &str) -> Vec<&str> {
    let apart = |c: char| c.is_whitespace() || "(){}[],:".contains(c);
    line.split(apart).filter(|word| !word.is_empty()).collect()
}

/// How much of two lines is the same, in hundredths.
fn alike(a: &str, b: &str) -> usize {
    let (a, b) = (words(a), words(b));
    let same = a.iter().filter(|word| b.contains(word)).count();
    same * 100 / a.len().max(b.len()).max(1)
}

/// The script with a line of help in the place of the line that it is most like, among those that the
/// finding shows; nothing where it is like none.
fn with_line(source: &Source, found: &Diagnostic, line: &str) -> Option<String> {
    let shown: BTreeSet<u32> = found
        .labels
        .iter()
        .map(|label| source.line_of(label.span.start))
        .collect();
    let own = |number: &u32| source.slice(source.line_span(*number));
    let place = shown
        .into_iter()
        .max_by_key(|number| alike(own(number), line))
        .filter(|number| alike(own(number), line) >= 40 && words(line).len() > 1)?;
    let span = source.line_span(place);
    let text = source.slice(span);
    let indent = &text[..text.len() - text.trim_start().len()];
    let mut whole = source.text().to_owned();
    let range = span.start as usize..span.start as usize + text.trim_end().len();
    whole.replace_range(range, &format!("{indent}{line}"));
    Some(whole)
}

/// Everything that a reader can follow: what it is, and the script afterwards.
fn followed(source: &Source, found: &Diagnostic) -> Vec<(String, String)> {
    let mut all = Vec::new();
    if let Some(one) = &found.fix {
        let text = fix::apply(source, std::slice::from_ref(one));
        all.push((format!("fix: {}", one.title), text));
    }
    let help = found.help.as_deref().unwrap_or_default();
    for line in lines(help).into_iter().filter(|line| !is_form(line)) {
        let text = with_line(source, found, line);
        all.extend(text.map(|text| (format!("help: {line}"), text)));
    }
    all
}

/// Errors of syntax, which hide others; then errors; then warnings.
fn badness(found: &[Diagnostic]) -> [usize; 3] {
    let of = |severity| {
        found
            .iter()
            .filter(move |one: &&Diagnostic| one.severity == severity)
    };
    let of_syntax = of(Severity::Error).filter(|one| one.code.0 < 50).count();
    [
        of_syntax,
        of(Severity::Error).count(),
        of(Severity::Warning).count(),
    ]
}

/// Whether a script is better than another: what was found is gone, and nothing worse came.
fn is_better(before: &[Diagnostic], after: &[Diagnostic], one: &Diagnostic) -> bool {
    let same = |found: &[Diagnostic]| found.iter().filter(|other| other.code == one.code).count();
    let (old, new) = (badness(before), badness(after));
    // What an error of syntax or an unknown system had hidden is no new mistake.
    let read = new[0] < old[0];
    let hidden = read || one.code == Code(50);
    new[0] <= old[0] && (same(after) < same(before) || read) && (hidden || new <= old)
}

/// Help that leads to what the language has in place of another tool's words: what is written then
/// has to be made whole, and the next round says how.
fn second_round(case: &Case, text: &str, before: &[Diagnostic], one: &Diagnostic) -> bool {
    let (source, found) = case.look(text);
    let next = found.iter().flat_map(|found| followed(&source, found));
    next.into_iter()
        .any(|(_, text)| is_better(before, &case.look(&text).1, one))
}

#[test]
fn every_fix_and_every_line_of_help_leads_to_a_better_script() {
    let (mut fixes, mut lines, mut wrong) = (0, 0, Vec::new());
    for case in cases::all() {
        let (source, found) = case.look(&case.text);
        for one in &found {
            for (what, text) in followed(&source, one) {
                match what.starts_with("fix") {
                    true => fixes += 1,
                    false => lines += 1,
                }
                let (_, after) = case.look(&text);
                let better = is_better(&found, &after, one);
                if !better && !second_round(&case, &text, &found, one) {
                    wrong.push(format!("{} {}: {what}\n{text}", case.name, one.code));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(fixes > 180 && lines > 140, "{fixes} fixes, {lines} lines");
}

/// The line that help about syntax quotes can be read where it is pasted, and so can what a safe fix makes.
#[test]
fn what_help_quotes_parses() {
    let (mut pasted, mut wrong) = (0, Vec::new());
    for case in cases::all() {
        let (source, found) = case.look(&case.text);
        let of_syntax = |found: &[Diagnostic]| found.iter().filter(|one| one.code.0 < 50).count();
        for one in found.iter().filter(|one| one.code.0 < 50) {
            let unsure = one
                .fix
                .as_ref()
                .is_none_or(|fix| fix.safety != Safety::Safe);
            for (what, text) in followed(&source, one) {
                // What begins like no statement is a part of a line, to be written in it.
                let line = what.strip_prefix("help: ");
                let is_part = line.is_some_and(|line| {
                    !line.starts_with(|c: char| c == '}' || c.is_ascii_lowercase())
                });
                if is_part || unsure && line.is_none() {
                    continue;
                }
                pasted += 1;
                let (after, left) = case.look(&text);
                let own = source.line_of(one.span().start);
                let same = |found: &&Diagnostic| {
                    found.code.0 < 50 && after.line_of(found.span().start) == own
                };
                let fewer = of_syntax(&left) < of_syntax(&found);
                if let Some(next) = left.iter().find(same).filter(|_| !fewer) {
                    let said = &next.message;
                    wrong.push(format!("{} {}: {what}: {said}", case.name, one.code));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(pasted > 100, "{pasted}");
}

/// Help that shows several lines: with the reader's lines moved as it says, nothing stays on hold.
#[test]
fn what_stays_on_hold_is_resumed_as_help_says() {
    let before = "use cxone\nset security user 7\njoin agent session\n";
    let inside = "hold contact <ContactId>\n    on any other -> fail\n\
                  tag contact <ContactId> with Tags: [\"vip\"]\n    on any other -> fail\n";
    let after = "resume contact <ContactId>\n    on any other -> fail\n";
    let case = Case::of(&format!("{before}{inside}{after}"));
    let (_, found) = case.look(&case.text);
    let help = found.iter().find_map(|one| one.help.as_deref());
    let (_, lines) = help
        .and_then(|help| help.split_once('\n'))
        .expect("help has lines");
    let (_, found) = case.look(&format!("{before}try {{\n{inside}{lines}\n"));
    assert_eq!(found, [], "{lines}");
}

/// Each rule's page says whether its fix is safe; the corpus shows that it is so.
#[test]
fn fixes_are_as_safe_as_their_pages_say() {
    let mut seen: BTreeSet<(String, &str)> = BTreeSet::new();
    for case in cases::all() {
        for one in case.look(&case.text).1 {
            let safety = one.fix.map(|fix| match fix.safety {
                Safety::Safe => "Safe",
                Safety::Unsafe => "Unsafe",
            });
            seen.extend(safety.map(|safety| (one.code.to_string(), safety)));
        }
    }
    let mut wrong = Vec::new();
    for about in contactflow::report::rule::all() {
        let fix = about.page.split("\n## Fix\n\n").nth(1).unwrap_or_default();
        let said = fix.split(':').next().unwrap_or_default();
        let has = |safety| seen.contains(&(about.code.to_string(), safety));
        let is = match (has("Safe"), has("Unsafe")) {
            (true, true) => "Safe or unsafe",
            (true, false) => "Safe",
            (false, true) => "Unsafe",
            (false, false) => "None",
        };
        if said != is {
            wrong.push(format!(
                "{}: the page says `{said}`, the fixes are `{is}`",
                about.code
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

mod in_an_editor {
    use super::super::cases;
    use contactflow::check::Context;
    use contactflow::lsp::code_action::offers;
    use contactflow::lsp::document::Document;

    /// Whatever an editor offers, no word comes in that does something, or hides that nothing was
    /// done, and that the author did not write.
    #[test]
    fn no_offer_brings_in_an_effect() {
        let (mut count, mut wrong) = (0, Vec::new());
        for case in cases::all() {
            let document = Document::new("case.flow", &*case.text, Context::default());
            let places = document
                .problems()
                .iter()
                .map(|found| (found, found.span()));
            let places: Vec<_> = places.map(|(found, span)| (found.code, span)).collect();
            for (code, span) in places {
                for offer in offers(&document, span) {
                    count += 1;
                    for edit in &offer.edits {
                        let added = super::super::helps::effects(&edit.text, &case.text);
                        let added = added.filter(|word| !super::super::helps::is_of(code, word));
                        let told = |word| format!("{} {code}: {}: {word}", case.name, offer.title);
                        wrong.extend(added.map(told));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(count > 500, "{count} offers");
    }
}
