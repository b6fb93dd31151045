//! Words that no reader should meet: what the program prints and what its documents say uses the
//! field's plain terms. `CONTRIBUTING.md` has the list of what to write instead.

use std::path::{Path, PathBuf};

/// A word, and what to write in its place.
const UNWANTED: &[(&str, &str)] = &[
    (
        "somebody",
        "the role: caller, customer, agent, supervisor, you",
    ),
    ("nobody", "the role: no caller, no agent"),
    ("anybody", "the role: a user, a program"),
    ("everybody", "the role: every user"),
    ("whoever", "the role"),
    ("mend", "fix"),
    ("mended", "fixed"),
    ("of its own", "its own"),
    ("of their own", "their own"),
    ("all the same", "anyway"),
    ("without a word", "silently"),
    ("from here on", "from this line"),
    ("once more", "again"),
    ("anew", "again"),
    ("leave it out", "remove it"),
    ("left out", "removed, or missing"),
    ("take it out", "remove it"),
    ("is told", "an active verb with its subject"),
    ("are told", "an active verb with its subject"),
    ("is said", "an active verb with its subject"),
    ("stands", "is, goes, belongs"),
    ("small letters", "lower case"),
    ("goes on", "continues"),
    ("go on", "continue"),
    ("let go", "what happened"),
    ("is given", "an active verb with its subject"),
    ("are given", "an active verb with its subject"),
    ("is taken", "an active verb with its subject"),
    ("is refused", "who rejects it"),
    ("leave out", "remove"),
    ("leaves out", "removes"),
    ("left over", "extra"),
    ("take out", "remove"),
    ("takes out", "removes"),
    ("small letter", "lower case"),
    ("at the most", "at most"),
    ("for ever", "always"),
    ("the call itself", "the command line"),
    ("where it is left", "if it is not set"),
    ("anymore", "any more, or a plain verb"),
    ("in vain", "without effect"),
];

/// Texts in which such a word is a value that people may write.
const ALLOWED: [&str; 1] = ["`acts-for` must be"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(below: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(below).expect("the folder can be listed") {
        let path = entry.expect("the entry can be read").path();
        match path.is_dir() {
            true => files(&path, ending, found),
            false if path.extension().is_some_and(|it| it == ending) => found.push(path),
            false => {}
        }
    }
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn is_of_tests(file: &Path) -> bool {
    let path = file.to_string_lossy();
    path.contains("/tests/") || path.ends_with("/tests.rs")
}

/// The texts in a file of code, before its tests, each with its line. Comments have none.
fn literals(code: &str) -> Vec<(usize, String)> {
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    let (mut found, mut text) = (Vec::new(), None::<(usize, String)>);
    for (index, line) in code.lines().enumerate() {
        if text.is_none() && line.trim_start().starts_with("//") {
            continue;
        }
        let mut signs = line.chars().peekable();
        let mut last = ' ';
        while let Some(sign) = signs.next() {
            match (&mut text, sign) {
                (None, '/') if signs.peek() == Some(&'/') => break,
                (None, '"') if last != '\'' => text = Some((index + 1, String::new())),
                (Some(_), '"') => found.extend(text.take()),
                (Some((_, so_far)), '\\') => match signs.next() {
                    Some('n') => so_far.push('\n'),
                    Some(sign) => so_far.push(sign),
                    None => {}
                },
                (Some((_, so_far)), sign) => so_far.push(sign),
                (None, _) => {}
            }
            last = sign;
        }
        if let Some((_, so_far)) = &mut text {
            so_far.push(' ');
        }
    }
    found
}

/// A page's prose: without blocks of code and without what stands between backticks.
fn prose(page: &str) -> Vec<(usize, String)> {
    let mut code = false;
    let mut lines = Vec::new();
    for (index, line) in page.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            code = !code;
        } else if !code {
            let outside: Vec<&str> = line.split('`').step_by(2).collect();
            lines.push((index + 1, outside.join("`")));
        }
    }
    lines
}

/// Whether a text has a word, not as a part of another one.
fn has(text: &str, word: &str) -> bool {
    let text = text.to_lowercase();
    let letter =
        |sign: Option<char>| sign.is_some_and(|sign| sign.is_alphanumeric() || sign == '_');
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !letter(before) && !letter(after)
    })
}

fn unwanted(place: &Path, texts: Vec<(usize, String)>, wrong: &mut Vec<String>) {
    for (line, text) in texts {
        if ALLOWED.iter().any(|allowed| text.contains(allowed)) {
            continue;
        }
        for (word, instead) in UNWANTED {
            if text.contains(' ') && has(&text, word) {
                let place = place.strip_prefix(root()).unwrap_or(place).display();
                wrong.push(format!("{place}:{line}: `{word}`; write {instead}: {text}"));
            }
        }
    }
}

#[test]
fn what_people_read_uses_plain_words() {
    let mut wrong = Vec::new();
    let mut code = Vec::new();
    files(&root().join("src"), "rs", &mut code);
    for file in code.iter().filter(|file| !is_of_tests(file)) {
        let text = read(file);
        unwanted(file, literals(&text), &mut wrong);
        let page: String = text
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .map(|line| format!("{}\n", line.trim_start_matches("//!").trim_start()))
            .collect();
        if page.starts_with("# F") {
            unwanted(file, prose(&page), &mut wrong);
        }
    }
    // the catalogue's texts, and the pages for browsers
    let mut texts = vec![root().join("studio/src/index.html")];
    files(&root().join("src"), "toml", &mut texts);
    files(&root().join("studio/src"), "js", &mut texts);
    for file in texts {
        unwanted(&file, literals(&read(&file)), &mut wrong);
    }
    let mut pages = vec![root().join("README.md"), root().join("src/syntax/codes.md")];
    files(&root().join("docs"), "md", &mut pages);
    for page in pages {
        unwanted(&page, prose(&read(&page)), &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_word_is_found_where_it_is_read_and_nowhere_else() {
    let code =
        "// nobody\nlet a = \"for \\\n    nobody\"; // nobody\nlet b = '\"'; fn nobody() {}\n";
    assert_eq!(literals(code), [(2, "for      nobody".to_owned())]);
    assert!(has("for nobody.", "nobody") && !has("nobodys", "nobody"));
    assert_eq!(
        prose("a `nobody`\n```\nnobody\n```\n"),
        [(1, "a `".to_owned())]
    );
}
