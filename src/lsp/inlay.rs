//! What is bound without being written: the names of an action's outputs, shown after its phrase.

use super::document::Document;
use super::index::{Does, Site};
use crate::catalogue::Output;
use crate::source::Span;

/// A text that is shown and is not there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hint {
    /// Where it is shown.
    pub at: u32,
    /// What is shown.
    pub text: String,
    /// What is said of it.
    pub about: String,
    /// What puts it into the text as it stands; nothing where it could not.
    pub written: Option<String>,
}

/// The hints in a part of the text.
pub fn hints(document: &Document, part: Span) -> Vec<Hint> {
    let sites = document.index().sites.iter();
    let here = sites.filter(|site| part.start <= site.end && site.end <= part.end);
    here.filter_map(hint).collect()
}

fn hint(site: &Site) -> Option<Hint> {
    let outputs: &[Output] = match &site.does {
        _ if site.giving => return None,
        Does::Action(action) => &action.outputs,
        Does::Await(thing) => &thing.outputs,
        Does::Wait(_) | Does::Unknown => return None,
    };
    let names: Vec<&str> = outputs.iter().map(|output| &*output.name).collect();
    if names.is_empty() {
        return None;
    }
    let about = outputs.iter().map(|output| {
        let (name, kind, about) = (&output.name, &output.kind, &output.about);
        format!("`{name}`: {kind}. {about}")
    });
    let text = format!("giving {}", names.join(", "));
    Some(Hint {
        at: site.end,
        written: matches!(names.as_slice(), [_]).then(|| format!(" {text}")),
        text,
        about: about.collect::<Vec<_>>().join("\n\n"),
    })
}
