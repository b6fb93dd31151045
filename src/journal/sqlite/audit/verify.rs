//! Whether the file is what was written into it.

use super::entry::Entry;
use crate::journal::JournalError;
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::Path;
use std::str::FromStr;

/// How many entries there were at a time, and the hash of the last of them: kept in another place, it
/// shows later whether something before it was changed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Anchor {
    /// The number of the entry.
    pub number: u64,
    /// Its hash; empty where there is none.
    pub hash: String,
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.number, self.hash)
    }
}

impl FromStr for Anchor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (number, hash) = text.trim().split_once(':').ok_or(())?;
        let number = number.parse().map_err(|_| ())?;
        let written = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let hash = hash.to_ascii_lowercase();
        written.then_some(Self { number, hash }).ok_or(())
    }
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Verdict {
    /// How many entries the file has.
    pub entries: u64,
    /// Up to which entry an anchor that was given vouches.
    pub anchored: u64,
    /// What is wrong, in order.
    pub problems: Vec<String>,
}

/// So many problems are told; after that the file is wrong anyway.
const TOLD: usize = 20;

pub(super) fn entries(path: &Path) -> Result<impl Iterator<Item = Entry> + use<>, JournalError> {
    let lines = lines(path)?;
    Ok(lines.map_while(|line| Entry::read(&line)))
}

/// The same without what is no entry: half a line is left where a process died while it wrote.
pub(super) fn all(path: &Path) -> Result<impl Iterator<Item = Entry> + use<>, JournalError> {
    Ok(lines(path)?.filter_map(|line| Entry::read(&line)))
}

fn lines(path: &Path) -> Result<impl Iterator<Item = String> + use<>, JournalError> {
    let file = match File::open(path) {
        Ok(file) => Some(file),
        Err(why) if why.kind() == ErrorKind::NotFound => None,
        Err(why) => return Err(JournalError::doing("cannot read the audit record", why)),
    };
    let lines = file
        .into_iter()
        .flat_map(|file| BufReader::new(file).split(b'\n'));
    let lines = lines.map_while(Result::ok);
    Ok(lines.map(|line| String::from_utf8_lossy(&line).into_owned()))
}

/// Follows the chain from its first entry.
pub(super) fn verify(
    path: &Path,
    head: &Anchor,
    anchors: &[Anchor],
) -> Result<Verdict, JournalError> {
    let mut chain = Chain::default();
    for line in lines(path)? {
        chain.take(&line);
        for anchor in anchors.iter().chain([head]) {
            chain.meet(anchor, head);
        }
    }
    chain.end(head, anchors);
    Ok(chain.verdict)
}

#[derive(Default)]
struct Chain {
    verdict: Verdict,
    last: Anchor,
    /// Whether an entry was met whose own hash is right.
    sound: bool,
}

impl Chain {
    fn problem(&mut self, what: String) {
        match self.verdict.problems.len() {
            few if few < TOLD => self.verdict.problems.push(what),
            TOLD => self.verdict.problems.push("and more".into()),
            _ => {}
        }
    }

    fn take(&mut self, line: &str) {
        if line.is_empty() {
            return;
        }
        let expected = self.last.number + 1;
        let read = Entry::read(line).and_then(|entry| Some((entry.number("number")?, entry)));
        let Some((number, entry)) = read else {
            self.problem(format!(
                "the line after entry {} is not an entry",
                self.last.number
            ));
            return;
        };
        self.verdict.entries += 1;
        if number > expected {
            self.problem(match number - expected {
                1 => format!("entry {expected} is missing"),
                _ => format!("entries {expected} to {} are missing", number - 1),
            });
        } else if number < expected {
            self.problem(format!(
                "entry {number} comes after entry {}",
                self.last.number
            ));
        } else if entry.text("previous") != self.last.hash {
            self.problem(format!(
                "entry {number} does not follow from the entry before it"
            ));
        }
        self.sound = entry.hash() == entry.text("hash");
        if !self.sound {
            self.problem(format!("entry {number} was changed"));
        }
        self.last = Anchor {
            number,
            hash: entry.text("hash").to_owned(),
        };
    }

    fn meet(&mut self, anchor: &Anchor, head: &Anchor) {
        if anchor.number != self.last.number || self.last.number == 0 {
            return;
        }
        let own = std::ptr::eq(anchor, head);
        match (anchor.hash == self.last.hash, own) {
            (true, false) => self.verdict.anchored = self.verdict.anchored.max(anchor.number),
            (true, true) => {}
            (false, true) => self.problem(format!(
                "entry {} is not the one that the journal has as its last",
                anchor.number
            )),
            (false, false) => self.problem(format!(
                "entry {} is not the one of the anchor {anchor}",
                anchor.number
            )),
        }
    }

    fn end(&mut self, head: &Anchor, anchors: &[Anchor]) {
        let last = self.last.number;
        if head.number > last {
            self.problem(format!(
                "the file ends at entry {last}; the journal has {}",
                head.number
            ));
        } else if head.number < last {
            self.problem(format!(
                "the file has {last} entries; the journal knows of {}",
                head.number
            ));
        }
        for anchor in anchors.iter().filter(|anchor| anchor.number > last) {
            self.problem(format!("the file ends before the anchor {anchor}"));
        }
    }
}
