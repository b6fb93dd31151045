//! Where a look goes: the list that everybody looks at, and the one that shows one thing alone.

use super::listing::Listing;
use super::lists::Lists;
use super::matching::value_of;
use super::request::{Look, OneOrMore};
use super::text::{encoded, segment, text_of};
use crate::value::{Record, Value};

/// Where a look goes.
pub(super) struct Sight {
    /// The list that everybody looks at.
    pub list: Listing,
    /// The list that shows this alone.
    pub narrow: Listing,
    /// What has to be found there: a contact, an agent, a callback.
    pub subject: String,
}

/// Where a look of a call goes. Nothing where it is not known what to look at: a session whose
/// agent nobody has said.
pub(super) fn of(
    look: &Look,
    args: &Record,
    agent: Option<&str>,
    lists: &Lists,
    version: &str,
) -> Option<Sight> {
    let shape = look.view.shape();
    let param = look.of.as_deref().or(shape.of);
    let whole = shape.narrow.is_none() && !shape.path.contains("{}");
    let subject = match param {
        _ if whole => String::new(),
        Some(param) => {
            let value = args.get(param).filter(|value| **value != Value::Nothing)?;
            text_of(value).into_owned()
        }
        None => agent?.to_owned(),
    };
    let path = shape.path.replace("{}", &segment(&subject));
    let known = lists.at(&path);
    let version = known.map_or(version, |(version, _)| version);
    let named = param.unwrap_or("AgentId");
    let list = Listing {
        path: format!("v{version}/{path}"),
        query: String::new(),
        list: OneOrMore(shape.list.iter().map(|list| (*list).to_owned()).collect()),
        pages: known.and_then(|(_, listing)| listing.pages.clone()),
        shown: format!("GET {}", shape.path.replace("{}", &format!("{{{named}}}"))),
    };
    let mut pairs: Vec<(String, String)> = Vec::new();
    pairs.extend(shape.narrow.map(|name| (name.to_owned(), subject.clone())));
    for (name, template) in &look.query {
        let value = value_of(template, args);
        pairs.extend(value.map(|value| (name.clone(), text_of(&value).into_owned())));
    }
    let narrow = Listing {
        query: encoded(pairs),
        ..list.clone()
    };
    let id = look.of_id.as_ref().and_then(|param| args.get(&**param));
    let subject = id.map_or(subject, |id| text_of(id).into_owned());
    let alone = shape.always_narrow || !look.query.is_empty();
    Some(Sight {
        list: if alone { narrow.clone() } else { list },
        narrow,
        subject,
    })
}
