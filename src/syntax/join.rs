//! A flow and the files whose steps it uses, put together into one text. Nothing here reads a
//! file: whoever asks says how one is read.

use super::parse::parse;
use super::tree::{Item, UseSteps};
use crate::source::{Link, NotLinked, Part, Source};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// Reads the file of that name: its text, or why there is none.
pub type ReadFile<'a> = dyn FnMut(&str) -> Result<String, String> + 'a;

/// So many files a flow may use, those that they use among them.
pub const MOST_FILES: usize = 64;

/// The flow with the files behind it whose steps it uses; itself where it uses none.
pub fn join(own: &Arc<Source>, read: &mut ReadFile<'_>) -> Arc<Source> {
    join_within("", own, read)
}

/// The same for files of one revision, whose names all begin with that revision: `HEAD~1:`. They are
/// asked for without it.
pub fn join_within(revision: &str, own: &Arc<Source>, read: &mut ReadFile<'_>) -> Arc<Source> {
    if !own.parts().is_empty() || !may_use(own) {
        return own.clone();
    }
    let mut joiner = Joiner {
        text: own.text().to_owned(),
        parts: vec![Part {
            start: 0,
            source: own.clone(),
            used: None,
            whole: true,
        }],
        links: Vec::new(),
        revision,
        read,
    };
    joiner.file(0, &mut vec![0]);
    if joiner.links.is_empty() {
        return own.clone();
    }
    Arc::new(Source::joined(joiner.text, joiner.parts, joiner.links))
}

/// A quick look, so that a file that uses none is not read twice.
fn may_use(source: &Source) -> bool {
    let text = source.text();
    let is_blank = |c: char| c != '\n' && c.is_whitespace();
    // by a search for the word: a long flow has few of it
    memchr::memmem::find_iter(text.as_bytes(), "use ").any(|at| {
        let before = text[..at].trim_end_matches(is_blank);
        let words = text[at + "use ".len()..].trim_start_matches(is_blank);
        (before.is_empty() || before.ends_with('\n')) && words.starts_with("steps")
    })
}

struct Joiner<'a, 'r> {
    text: String,
    parts: Vec<Part>,
    links: Vec<Link>,
    revision: &'a str,
    read: &'a mut ReadFile<'r>,
}

impl Joiner<'_, '_> {
    /// Looks at the lines of a part; `chain` are the parts that are being read, it last.
    fn file(&mut self, part: usize, chain: &mut Vec<usize>) {
        let own = self.parts[part].clone();
        if !may_use(&own.source) {
            return;
        }
        for item in parse(&own.source).tree.items {
            if let Item::UseSteps(line) = item {
                let path = own.whole(line.path);
                let to = self.linked(&own, &line, chain);
                self.links.push(Link { path, to });
            }
        }
    }

    fn linked(
        &mut self,
        own: &Part,
        line: &UseSteps,
        chain: &mut Vec<usize>,
    ) -> Result<usize, NotLinked> {
        let written = own.source.slice(line.path).trim_matches('"');
        let path = |part: &Part| {
            let name = part.source.name();
            name.strip_prefix(self.revision).unwrap_or(name).to_owned()
        };
        let name = beside(&path(own), written).ok_or(NotLinked::NotAPath)?;
        let mut known = self.parts.iter();
        let same = |part: &Part| plain(&path(part)) == plain(&name);
        if let Some(known) = known.position(same) {
            return match chain.contains(&known) {
                true => Err(NotLinked::Circle(known)),
                false => Ok(known),
            };
        }
        if self.parts.len() > MOST_FILES {
            return Err(NotLinked::TooMany);
        }
        let text = (self.read)(&name).map_err(|why| NotLinked::Unreadable(name.clone(), why))?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        if self.text.len() + text.len() > Source::MAX_BYTES {
            return Err(NotLinked::TooMany);
        }
        self.text.push('\n');
        let number = self.parts.len();
        self.parts.push(Part {
            start: self.text.len() as u32,
            source: Arc::new(Source::new(format!("{}{name}", self.revision), text)),
            used: Some(own.whole(line.span)),
            whole: false,
        });
        self.text.push_str(text);
        chain.push(number);
        self.file(number, chain);
        chain.pop();
        Ok(number)
    }
}

/// The file that a path beside another file means. A path that leads somewhere else on another
/// machine, or is none on every system, means none.
fn beside(name: &str, path: &str) -> Option<String> {
    let odd = |c: char| c.is_control() || matches!(c, '\\' | ':' | '{' | '*' | '?');
    let relative = Path::new(path).is_relative() && !path.contains(odd);
    if !relative || !path.ends_with(".flow") || path.starts_with('~') {
        return None;
    }
    // what came by no file is taken as if it were in the folder at hand
    let folder = match name.starts_with('<') {
        true => Path::new(""),
        false => Path::new(name).parent().unwrap_or(Path::new("")),
    };
    Some(plain(&folder.join(path).to_string_lossy()))
}

/// A path without `.`, and without `..` where what it leaves is known.
fn plain(path: &str) -> String {
    let mut plain = PathBuf::new();
    for part in Path::new(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(plain.components().next_back(), Some(Component::Normal(_))) =>
            {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn joined(files: &[(&str, &str)]) -> Arc<Source> {
        let own = Arc::new(Source::new(files[0].0, files[0].1));
        join(&own, &mut |name| {
            let known = files.iter().find(|(known, _)| *known == name);
            known
                .map(|(_, text)| (*text).to_owned())
                .ok_or_else(|| "no such file".into())
        })
    }

    #[test]
    fn a_place_in_the_whole_is_one_in_a_file() {
        let whole = joined(&[
            ("flows/a.flow", "use steps from \"lib/b.flow\"\nrun B()\n"),
            (
                "flows/lib/b.flow",
                "use steps from \"../c.flow\"\nstep B() {\n    run C()\n}\n",
            ),
            ("flows/c.flow", "step C() {\n    log \"c\"\n}\n"),
        ]);
        let names: Vec<&str> = whole
            .parts()
            .iter()
            .map(|part| &**part.source.name())
            .collect();
        assert_eq!(names, ["flows/a.flow", "flows/lib/b.flow", "flows/c.flow"]);
        for (number, part) in whole.parts().iter().enumerate() {
            let span = Span::new(0, part.source.text().len() as u32);
            assert_eq!(whole.slice(part.whole(span)), part.source.text());
            assert_eq!(whole.part_of(part.start), number);
            assert_eq!(part.own(part.whole(span)), span);
        }
        let tree = parse(&whole).tree;
        let steps = tree
            .items
            .iter()
            .filter(|item| matches!(item, Item::Step(_)));
        assert_eq!(steps.count(), 2);
    }

    #[test]
    fn one_file_that_two_use_is_there_once() {
        let whole = joined(&[
            (
                "a.flow",
                "use steps from \"b.flow\"\nuse steps from \"./c.flow\"\n",
            ),
            ("b.flow", "use steps from \"c.flow\"\n"),
            ("c.flow", "step C() {\n    log \"c\"\n}\n"),
        ]);
        assert_eq!(whole.parts().len(), 3);
        assert!(whole.links().iter().all(|link| link.to.is_ok()));
    }

    #[test]
    fn what_cannot_be_used_says_why() {
        let circle = joined(&[
            ("a.flow", "use steps from \"b.flow\"\n"),
            ("b.flow", "use steps from \"a.flow\"\n"),
        ]);
        let why: Vec<_> = circle
            .links()
            .iter()
            .filter_map(|link| link.to.clone().err())
            .collect();
        assert_eq!(why, [NotLinked::Circle(0)]);
        let own = joined(&[("a.flow", "use steps from \"./a.flow\"\n")]);
        assert_eq!(own.links()[0].to, Err(NotLinked::Circle(0)));
        for path in ["/x/b.flow", "b.txt", "c:b.flow", "~/b.flow", "b\\\\c.flow"] {
            let text = format!("use steps from \"{path}\"\n");
            let whole = joined(&[("a.flow", &text)]);
            assert_eq!(whole.links()[0].to, Err(NotLinked::NotAPath), "{path}");
        }
        let gone = joined(&[("a.flow", "use steps from \"b.flow\"\n")]);
        assert!(
            matches!(&gone.links()[0].to, Err(NotLinked::Unreadable(name, _)) if name == "b.flow")
        );
    }

    #[test]
    fn a_file_that_is_not_closed_ends_at_its_end() {
        let whole = joined(&[
            (
                "a.flow",
                "use steps from \"b.flow\"\nif true {\n    run B()\n",
            ),
            (
                "b.flow",
                "on Success -> ignore\nstep B() {\n    log \"b\"\n}\n",
            ),
        ]);
        let parsed = parse(&whole);
        assert_eq!(parsed.problems.len(), 2, "{:?}", parsed.problems);
        let steps = parsed
            .tree
            .items
            .iter()
            .filter(|item| matches!(item, Item::Step(_)));
        assert_eq!(steps.count(), 1);
    }
}
