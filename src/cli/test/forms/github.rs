//! Workflow commands of GitHub Actions: a line each, shown beside the lines of a change.

use super::form::{Form, Results};
use crate::report::github::{data, property};

pub(super) struct Annotations;

impl Form for Annotations {
    fn text(&self, results: &Results<'_>) -> String {
        let mut text = String::new();
        for done in results.done {
            for problem in &done.problems {
                let (file, line) = results.place(done, problem);
                let name = results.redactor().clean_written(&done.test.name);
                let title = format!("test \"{name}\" failed");
                text.push_str(&format!(
                    "::error file={},line={line},title={}::{}\n",
                    property(&file),
                    property(&title),
                    data(&results.sentence(problem))
                ));
            }
        }
        for findings in results.errors {
            let file = crate::report::text::name(findings.source.name());
            for found in &findings.found {
                let line = findings.source.line_of(found.span().start);
                text.push_str(&format!(
                    "::error file={},line={line},title={}::{}\n",
                    property(&file),
                    found.code,
                    data(&found.message)
                ));
            }
        }
        let (passed, failed) = results.counts();
        text.push_str(&format!("{passed} passed, {failed} failed\n"));
        text
    }
}
