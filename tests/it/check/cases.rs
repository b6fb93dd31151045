//! Every wrong script that the tests know, with the settings that it is checked with: those of the
//! corpus, and the bad example of each rule's page.

use contactflow::catalogue::Catalogue;
use contactflow::check::rules;
use contactflow::check::{Context, lint_text};
use contactflow::diagnostic::Diagnostic;
use contactflow::source::Source;
use contactflow::syntax::{codes, join};
use std::path::PathBuf;
use std::sync::Arc;

pub struct Case {
    pub name: String,
    pub text: String,
    context: Context,
    /// Where the files are whose steps it uses.
    folder: PathBuf,
}

impl Case {
    /// A script that is no file.
    pub fn of(text: &str) -> Self {
        Self {
            name: "case".into(),
            text: text.into(),
            context: Context::default(),
            folder: PathBuf::new(),
        }
    }

    /// What is found in a text in the place of this one.
    pub fn look(&self, text: &str) -> (Arc<Source>, Vec<Diagnostic>) {
        let source = Arc::new(Source::new("case.flow", text));
        let whole = join(&source, &mut |file| {
            std::fs::read_to_string(self.folder.join(file)).map_err(|_| "file not found".to_owned())
        });
        let mut found = lint_text(&whole, Catalogue::builtin(), &self.context);
        // What is said of other files is theirs.
        found.retain(|found| found.span().start < whole.own_end());
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
            folder: PathBuf::new(),
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
            folder: PathBuf::new(),
        }));
    }
    assert!(all.len() > 500, "only {} cases", all.len());
    all
}

fn of_corpus() -> Vec<Case> {
    let cases = crate::corpus::wrong().into_iter();
    cases
        .map(|(name, text, context, folder)| Case {
            name,
            text,
            context,
            folder,
        })
        .collect()
}
