//! Another name for what a name stands for, at all its places and at no other.

use super::document::Document;
use super::index::{Index, Name, Sort, What};
use crate::diagnostic::Edit;
use crate::source::Span;
use crate::syntax::words::OUTCOME_NAMES;

/// The name at a byte that could be renamed: its place and its letters. `Err` says why it cannot
/// be; nothing where there is no name.
pub fn prepare(document: &Document, at: u32) -> Result<Option<(Span, String)>, String> {
    let Some((_, name, span)) = document.index().name_at(at) else {
        return Ok(None);
    };
    renamable(document, name)?;
    Ok(Some((span, name.text.to_string())))
}

/// The edits that rename what stands at a byte. `Err` says why it cannot be done.
pub fn rename(document: &Document, at: u32, new: &str) -> Result<Vec<Edit>, String> {
    let index = document.index();
    let (number, name, _) = index
        .name_at(at)
        .ok_or("there is no variable or step here")?;
    renamable(document, name)?;
    well_formed(new)?;
    if *name.text == *new {
        return Ok(Vec::new());
    }
    free(document, number, name, new)?;
    let whole = document.whole();
    let mut elsewhere = name.places.iter();
    let elsewhere = elsewhere.find(|place| place.span.start >= whole.own_end());
    if let Some(place) = elsewhere.filter(|_| name.sort != Sort::Step) {
        let (file, _) = whole.home(place.span);
        return Err(format!(
            "`{}` is an input of {} too",
            name.text,
            file.name()
        ));
    }
    let edit = |span: Span| Edit {
        span,
        text: new.to_owned(),
    };
    Ok(name.places.iter().map(|place| edit(place.span)).collect())
}

fn renamable(document: &Document, name: &Name) -> Result<(), String> {
    let text = &name.text;
    if name.sort == Sort::Reason {
        return Err(format!("`{text}` is part of the language"));
    }
    if let Some(given) = name.given_by.first() {
        let line = document.source.line_of(given.start);
        if name.sort == Sort::Input {
            return Err(format!(
                "`{text}` is an input that the `when` in line {line} sets, by this name"
            ));
        }
        return Err(format!(
            "`{text}` is the name that the action in line {line} returns; add `giving` there to \
             rename it"
        ));
    }
    Ok(())
}

/// Names begin with a capital, and hold letters, digits and `_`.
fn well_formed(new: &str) -> Result<(), String> {
    if OUTCOME_NAMES.contains(&new) {
        return Err(format!("`{new}` is reserved: handlers and `always` set it"));
    }
    let mut letters = new.chars();
    let first = letters
        .next()
        .is_some_and(|first| first.is_ascii_uppercase());
    let rest = letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if first && rest {
        return Ok(());
    }
    Err(format!(
        "`{new}` is not a valid name: start with an upper-case letter, and use letters, digits and `_`"
    ))
}

/// Whether nothing else is called so where the name can be seen, or would come to mean it.
fn free(document: &Document, number: usize, name: &Name, new: &str) -> Result<(), String> {
    let taken = |why: String| Err(format!("`{new}` {why}"));
    let index = document.index();
    let mut others = index.names.iter().enumerate();
    let meets = |(at, other): &(usize, &Name)| {
        *at != number && *other.text == *new && could_meet(name, other)
    };
    if let Some((_, other)) = others.find(meets) {
        return taken(match other.sort {
            Sort::Reason => "is part of the language".into(),
            sort => format!("is already {}", called(sort)),
        });
    }
    if is_value(name.sort) && stands_alone(document, index, new) {
        return taken("is already a value here".into());
    }
    Ok(())
}

fn is_value(sort: Sort) -> bool {
    !matches!(sort, Sort::Step | Sort::Result | Sort::Alias)
}

fn could_meet(name: &Name, other: &Name) -> bool {
    match (is_value(name.sort), is_value(other.sort)) {
        (true, true) => {
            let outside = name.sort == Sort::Input || other.sort == Sort::Input;
            outside || name.body == other.body || other.sort == Sort::Reason
        }
        (false, false) => name.sort == other.sort,
        _ => false,
    }
}

fn called(sort: Sort) -> &'static str {
    match sort {
        Sort::Input => "an input",
        Sort::Step => "a step",
        Sort::Result => "a result",
        Sort::Alias => "a system",
        _ => "a name",
    }
}

/// Whether a bare word of these letters means something else than a name: a state, one out of a
/// closed list, a name that nothing binds.
fn stands_alone(document: &Document, index: &Index, new: &str) -> bool {
    index.words.iter().any(|word| {
        let bare = matches!(
            word.what,
            What::Choice | What::State(None) | What::Unbound | What::NoStep
        );
        bare && document.source.slice(word.span) == new
    })
}
