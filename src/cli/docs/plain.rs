//! A page as a terminal shows it.

use super::inside::PAGES;
use crate::report::text::wrap;
use crate::report::{Look, Style};

/// A page for a terminal: paragraphs in lines of its width, code and tables as they are written, and links to other
/// pages as commands.
pub(super) fn shown(text: &str, look: Look) -> String {
    let mut page = Page {
        look,
        text: String::new(),
        paragraph: String::new(),
    };
    let mut code = false;
    for line in text.lines() {
        let fence = line.trim_start().starts_with("```");
        match line.trim_start() {
            _ if fence || code => page.line(line),
            "" => page.line(""),
            title if title.starts_with('#') => {
                page.line(&look.paint(Style::Strong, title.trim_start_matches('#').trim()));
            }
            row if row.starts_with('|') => page.line(&linked(line)),
            _ => page.add(line),
        }
        code ^= fence;
    }
    page.end();
    page.text
}

struct Page {
    look: Look,
    text: String,
    /// The lines of a paragraph, until it ends.
    paragraph: String,
}

impl Page {
    /// A line that is no part of a paragraph.
    fn line(&mut self, line: &str) {
        self.end();
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn add(&mut self, line: &str) {
        let begins = line.trim_start();
        let number = begins.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_item =
            begins.starts_with("- ") || number.len() < begins.len() && number.starts_with(". ");
        match is_item || self.paragraph.is_empty() {
            true => {
                self.end();
                self.paragraph.push_str(line.trim_end());
            }
            false => {
                self.paragraph.push(' ');
                self.paragraph.push_str(begins.trim_end());
            }
        }
    }

    fn end(&mut self) {
        let text = linked(&std::mem::take(&mut self.paragraph));
        if text.is_empty() {
            return;
        }
        let begins = text.trim_start();
        let deep = text.len() - begins.len();
        let item = begins.starts_with("- ") || begins.starts_with(|c: char| c.is_ascii_digit());
        let indent = " ".repeat(if item { deep + 2 } else { deep });
        let room = self.look.width.saturating_sub(indent.len()).max(20);
        let lines = wrap(begins, room).join(&format!("\n{indent}"));
        self.text
            .push_str(&format!("{}{lines}\n", " ".repeat(deep)));
    }
}

/// `[the runbook](unknown-result.md)` is `the runbook (flow docs unknown-result)`.
fn linked(line: &str) -> String {
    let mut text = line.to_owned();
    for (name, _) in PAGES.iter() {
        for (from, to) in [
            (
                format!("[{name}.md]({name}.md)"),
                format!("`flow docs {name}`"),
            ),
            (format!("]({name}.md)"), format!(" (flow docs {name})")),
        ] {
            while let Some(at) = text.find(&from) {
                let open = match from.starts_with('[') {
                    true => None,
                    false => text[..at].rfind('['),
                };
                text.replace_range(at..at + from.len(), &to);
                if let Some(open) = open {
                    text.remove(open);
                }
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{linked, shown};
    use crate::report::Look;

    #[test]
    fn a_page_fits_a_terminal() {
        let look = Look {
            width: 24,
            ..Look::default()
        };
        let page = "# A title\n\nOne line that\ncontinues here.\n- an item that is long\n  enough\n\n```sh\nflow run a-very-long-name.flow\n```\n";
        let expected = "A title\n\nOne line that continues\nhere.\n- an item that is long\n  enough\n\n```sh\nflow run a-very-long-name.flow\n```\n";
        assert_eq!(shown(page, look), expected);
    }

    #[test]
    fn links_are_commands() {
        for (line, expected) in [
            (
                "the [runbook](unknown-result.md) and [CI](ci.md)",
                "the runbook (flow docs unknown-result) and CI (flow docs ci)",
            ),
            ("see [ci.md](ci.md).", "see `flow docs ci`."),
            (
                "no [link](https://example.com)",
                "no [link](https://example.com)",
            ),
        ] {
            assert_eq!(linked(line), expected);
        }
    }
}
