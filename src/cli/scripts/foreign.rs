//! Files that end in `.flow` and belong to another tool: they are told as what they are, and not
//! as scripts full of mistakes.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// So much of a file says whose it is.
const HEAD: usize = 1024;

/// What a file is that is no script of ours, as `a Salesforce flow (XML)`.
pub(super) fn whose(text: &[u8]) -> Option<&'static str> {
    let head = &text[..text.len().min(HEAD)];
    let head = String::from_utf8_lossy(head);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    if head.starts_with("<?xml") || head.starts_with("<Flow") {
        return Some(match head.contains("soap.sforce.com") {
            true => "a Salesforce flow (XML)",
            false => "an XML file",
        });
    }
    let comment = head.starts_with("//") || head.starts_with("/*");
    let typed = [
        "declare module",
        "declare export",
        "export type",
        "import type",
    ];
    let typed = typed.iter().any(|begin| head.starts_with(begin));
    (typed || comment && head.contains("@flow"))
        .then_some("a file of Flow, the type checker of JavaScript")
}

/// The same of a file that has not been read; nothing where it cannot be.
pub(super) fn whose_file(path: &Path) -> Option<&'static str> {
    let mut head = Vec::with_capacity(HEAD);
    let file = File::open(path).ok()?;
    file.take(HEAD as u64).read_to_end(&mut head).ok()?;
    whose(&head)
}

#[cfg(test)]
mod tests {
    use super::whose;

    #[test]
    fn other_tools_files_are_known_by_how_they_begin() {
        for (text, known) in [
            (
                "<?xml version=\"1.0\"?>\n<Flow xmlns=\"http://soap.sforce.com/2006/04/metadata\">",
                Some("Salesforce"),
            ),
            (
                "\u{feff}  <Flow xmlns=\"http://soap.sforce.com/x\">",
                Some("Salesforce"),
            ),
            ("<?xml version=\"1.0\"?><config/>", Some("XML")),
            ("// @flow\nexport const a = 1;", Some("JavaScript")),
            (
                "/**\n * Things.\n * @flow strict\n */\n",
                Some("JavaScript"),
            ),
            ("declare module 'a' {}", Some("JavaScript")),
            ("# a comment about @flow\nhold contact <ContactId>", None),
            ("// hold the contact\nhold contact <ContactId>", None),
            ("hold contact <ContactId>", None),
            ("", None),
        ] {
            let found = whose(text.as_bytes());
            let fits = match known {
                Some(word) => found.is_some_and(|found| found.contains(word)),
                None => found.is_none(),
            };
            assert!(fits, "{text}: {found:?}");
        }
    }
}
