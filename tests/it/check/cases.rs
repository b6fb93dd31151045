//! Every wrong script that the tests know, with the settings that it is checked with: those of the
//! corpus, and the bad example of each rule's page.

use contactflow::catalogue::Catalogue;
use contactflow::check::rules;
use contactflow::check::{Context, lint_text};
use contactflow::diagnostic::Diagnostic;
use contactflow::source::Source;
use contactflow::syntax::codes;
use std::sync::Arc;

pub struct Case {
    pub name: String,
    pub text: String,
    context: Context,
}

impl Case {
    /// What is found in a text in the place of this one.
    pub fn look(&self, text: &str) -> (Arc<Source>, Vec<Diagnostic>) {
        let source = Arc::new(Source::new("case.flow", text));
        let found = lint_text(&source, Catalogue::builtin(), &self.context);
        (source, found)
    }
}

pub fn all() -> Vec<Case> {
    let mut all = of_corpus();
    for page in rules::all(Catalogue::builtin()) {
        let settings = page.example("Example settings");
        all.push(Case {
            name: page.rule.code.to_string(),
            text: page.example("Example").expect("every page has an example"),
            context: settings.map_or_else(Context::default, |text| crate::corpus::context(&text)),
        });
    }
    for (code, _) in codes::ALL {
        let page = codes::page(*code).expect("every number has a page");
        let example = page.split("## Example\n\n```flow\n").nth(1);
        let text = example.and_then(|rest| rest.split_once("```"));
        all.extend(text.map(|(text, _)| Case {
            name: code.to_string(),
            text: text.to_owned(),
            context: Context::default(),
        }));
    }
    assert!(all.len() > 500, "only {} cases", all.len());
    all
}

fn of_corpus() -> Vec<Case> {
    let cases = crate::corpus::wrong().into_iter();
    cases
        .map(|(name, text, context)| Case {
            name,
            text,
            context,
        })
        .collect()
}
