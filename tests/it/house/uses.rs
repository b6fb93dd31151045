//! Which file of the crate uses which: the paths of its code that begin with `crate`, `super` or
//! `self`, and the files it reads in with `include_str!`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Component, Path, PathBuf};

/// The files of the crate by their paths below `src`.
pub struct Files {
    files: BTreeMap<String, File>,
    /// The file of each module.
    modules: HashMap<Vec<String>, String>,
}

struct File {
    module: Vec<String>,
    paths: Vec<Named>,
    included: Vec<(usize, String)>,
}

/// A path as it is written, its groups taken apart.
struct Named {
    line: usize,
    path: Vec<String>,
    /// The name under which a `use` brings it in.
    name: Option<String>,
    /// Whether the file only hands it on.
    handed_on: bool,
}

/// One file uses another.
pub struct Use<'a> {
    pub from: &'a str,
    pub to: &'a str,
    pub line: usize,
    pub handed_on: bool,
}

impl Files {
    pub fn read(source: &Path) -> Self {
        let mut files = BTreeMap::new();
        let mut modules = HashMap::new();
        for (name, text) in texts(source) {
            let file = File::read(&name, &text);
            modules.insert(file.module.clone(), name.clone());
            files.insert(name, file);
        }
        Self { files, modules }
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Every use of a file by another.
    pub fn uses(&self) -> impl Iterator<Item = Use<'_>> {
        self.files.iter().flat_map(move |(from, file)| {
            let paths = file.paths.iter().filter_map(move |named| {
                let to = self.file_of(&named.path, 0)?;
                let (line, handed_on) = (named.line, named.handed_on);
                (to != from).then_some(Use {
                    from,
                    to,
                    line,
                    handed_on,
                })
            });
            let included = file.included.iter().map(move |(line, to)| Use {
                from,
                to,
                line: *line,
                handed_on: false,
            });
            paths.chain(included)
        })
    }

    /// The circles of more than two files. A file that only hands on what another declares does
    /// not depend on it.
    pub fn circles(&self) -> Vec<Vec<&str>> {
        let mut graph: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for used in self.uses().filter(|used| !used.handed_on) {
            graph.entry(used.from).or_default().insert(used.to);
        }
        let reach: BTreeMap<&str, BTreeSet<&str>> = graph
            .keys()
            .map(|file| (*file, reached(&graph, file)))
            .collect();
        let mut circles: BTreeSet<Vec<&str>> = BTreeSet::new();
        for (file, reached) in &reach {
            let back = |other: &&&str| reach.get(**other).is_some_and(|far| far.contains(file));
            circles.insert(reached.iter().filter(back).copied().collect());
        }
        circles
            .into_iter()
            .filter(|circle| circle.len() > 2)
            .collect()
    }

    /// Where what a path names is declared: names that a module only hands on are followed.
    fn file_of(&self, path: &[String], depth: usize) -> Option<&str> {
        let module = (0..=path.len())
            .rev()
            .find(|end| self.modules.contains_key(&path[..*end]))?;
        let name = self.modules.get(&path[..module])?;
        let handed = path.get(module).and_then(|wanted| {
            let brought = self.files[name].paths.iter();
            let mut brought = brought.filter(|named| named.name.as_ref() == Some(wanted));
            brought.next().filter(|_| depth < 8)
        });
        match handed {
            Some(named) => self.file_of(&named.path, depth + 1),
            None => Some(name),
        }
    }
}

fn reached<'a>(graph: &BTreeMap<&'a str, BTreeSet<&'a str>>, from: &'a str) -> BTreeSet<&'a str> {
    let (mut seen, mut todo) = (BTreeSet::new(), vec![from]);
    while let Some(file) = todo.pop() {
        let next = graph.get(file).into_iter().flatten();
        todo.extend(next.filter(|next| seen.insert(**next)));
    }
    seen
}

/// The files below a folder but those of tests, by their names.
pub fn texts(source: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    find(source, &mut found);
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a file of the crate is text");
        (name_of(source, &path), text)
    };
    found.into_iter().map(read).collect()
}

fn find(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the folder can be read").path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        match path.is_dir() {
            true if name != "tests" => find(&path, found),
            false if name.ends_with(".rs") && name != "tests.rs" => found.push(path),
            _ => {}
        }
    }
}

fn name_of(source: &Path, path: &Path) -> String {
    let path = path.strip_prefix(source).unwrap_or(path);
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(part) => part.to_str(),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

impl File {
    fn read(name: &str, text: &str) -> Self {
        // what a file's own tests use is no part of the house
        let text = text.split("\nmod tests {").next().unwrap_or(text);
        let mut module: Vec<String> = name
            .trim_end_matches(".rs")
            .split('/')
            .map(str::to_owned)
            .collect();
        if matches!(
            module.last().map(String::as_str),
            Some("mod" | "lib" | "main")
        ) {
            module.pop();
        }
        let included = included(name, text);
        let paths = paths(&module, &tokens(text));
        Self {
            module,
            paths,
            included,
        }
    }
}

/// A word or a sign of code, and its line.
type Token<'a> = (usize, &'a str);

/// The words and signs of code, without comments and what stands in quotes.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let mut rest = line.split("//").next().unwrap_or_default();
        while let Some(first) = rest.chars().next() {
            let end = match first {
                '"' => rest[1..].find('"').map_or(rest.len(), |end| end + 2),
                ':' if rest.starts_with("::") => 2,
                _ if is_of_word(first) => rest.find(|c| !is_of_word(c)).unwrap_or(rest.len()),
                _ => first.len_utf8(),
            };
            if !first.is_whitespace() && first != '"' {
                tokens.push((index + 1, &rest[..end]));
            }
            rest = &rest[end..];
        }
    }
    tokens
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The paths of a file that lead somewhere in the crate.
fn paths(module: &[String], tokens: &[Token<'_>]) -> Vec<Named> {
    let children: Vec<&str> = tokens
        .windows(3)
        .filter(|three| three[0].1 == "mod" && three[2].1 == ";")
        .map(|three| three[1].1)
        .collect();
    let leads = |word: &str| matches!(word, "crate" | "super" | "self") || children.contains(&word);
    let own = outside_of_uses(tokens);
    let (mut paths, mut at) = (Vec::new(), 0);
    while let Some((line, word)) = tokens.get(at) {
        let before = at.checked_sub(1).map_or("", |before| tokens[before].1);
        let begins = *word == "use"
            // how far a thing can be seen, `pub(in crate::check)`, is no use of what is named there
            || leads(word)
                && !matches!(before, "::" | "in")
                && tokens.get(at + 1).is_some_and(|next| next.1 == "::");
        if !begins {
            at += 1;
            continue;
        }
        let used = *word == "use";
        let public = used && matches!(before, "pub" | ")");
        let mut ends = Vec::new();
        at = tree(tokens, at + usize::from(used), &mut Vec::new(), &mut ends);
        for (path, name) in ends.iter().filter(|(path, _)| leads(&path[0])) {
            paths.push(Named {
                line: *line,
                path: absolute(module, path),
                name: used.then(|| name.clone()),
                handed_on: public && !own.contains(name.as_str()),
            });
        }
    }
    paths
}

/// The words of a file beside those of its `use` and `mod` lines: what it says itself.
fn outside_of_uses<'a>(tokens: &[Token<'a>]) -> BTreeSet<&'a str> {
    let mut line_of_names = false;
    let mut own = BTreeSet::new();
    for (_, word) in tokens {
        match *word {
            "use" | "mod" => line_of_names = true,
            ";" => line_of_names = false,
            word if !line_of_names => drop(own.insert(word)),
            _ => {}
        }
    }
    own
}

/// Takes a path with its groups apart; gives where it ends.
fn tree<'a>(
    tokens: &[Token<'a>],
    mut at: usize,
    begun: &mut Vec<&'a str>,
    ends: &mut Vec<(Vec<String>, String)>,
) -> usize {
    let length = begun.len();
    loop {
        match tokens.get(at) {
            Some((_, "{")) => {
                at += 1;
                while !matches!(tokens.get(at), Some((_, "}")) | None) {
                    at = tree(tokens, at, begun, ends);
                    at += usize::from(matches!(tokens.get(at), Some((_, ","))));
                }
                at += 1;
                begun.truncate(length);
                return at;
            }
            Some((_, word)) => begun.push(word),
            None => return at,
        }
        at += 1;
        if !matches!(tokens.get(at), Some((_, "::"))) {
            break;
        }
        at += 1;
        if matches!(tokens.get(at), Some((_, "<"))) {
            break;
        }
    }
    let mut name = begun.last().copied().unwrap_or_default();
    if begun.len() > 1 && matches!(name, "self" | "*") {
        begun.pop();
        name = begun.last().copied().unwrap_or_default();
    }
    if let (Some((_, "as")), Some((_, other))) = (tokens.get(at), tokens.get(at + 1)) {
        name = other;
        at += 2;
    }
    ends.push((
        begun.iter().map(|part| (*part).to_owned()).collect(),
        name.to_owned(),
    ));
    begun.truncate(length);
    at
}

/// A path from the top of the crate.
fn absolute(module: &[String], path: &[String]) -> Vec<String> {
    let mut whole = match path[0].as_str() {
        "crate" => Vec::new(),
        _ => module.to_vec(),
    };
    for (index, part) in path.iter().enumerate() {
        match part.as_str() {
            "super" => drop(whole.pop()),
            "crate" | "self" if index == 0 => {}
            _ => whole.push(part.clone()),
        }
    }
    whole
}

/// The files of the crate that a file reads in, and the lines that do.
fn included(name: &str, text: &str) -> Vec<(usize, String)> {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut included = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for after in line.split("include_str!(\"").skip(1) {
            let mut path: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
            for part in after.split('"').next().unwrap_or_default().split('/') {
                match part {
                    ".." if path.pop().is_none() => path.push("outside"),
                    ".." => {}
                    part => path.push(part),
                }
            }
            included.push((index + 1, path.join("/")));
        }
    }
    included
}
