//! What a list showed, found by id: many look at one list, each for a row of its own.

use super::event::{find, scalar};
use serde_json::Value as Json;
use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;

/// The rows of one look.
pub(super) struct Rows<'a> {
    all: &'a [Json],
    /// By the fields that hold the id; made when somebody asks for it.
    indexes: RefCell<Vec<(String, Rc<Index<'a>>)>>,
}

/// An id. Most are whole numbers, some of them written as texts; for those nothing has to be made.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Id<'a> {
    Number(u64),
    Text(Cow<'a, str>),
}

impl<'a> Id<'a> {
    fn of(text: Cow<'a, str>) -> Self {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
        match text.parse() {
            Ok(number) if is_plain || text == "0" => Self::Number(number),
            _ => Self::Text(text),
        }
    }
}

#[derive(Default)]
struct Index<'a> {
    /// In the order of their ids: systems mostly send them so, and nothing is kept for each.
    named: Vec<(Id<'a>, &'a Json)>,
    nameless: Vec<&'a Json>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(all: &'a [Json]) -> Self {
        Self {
            all,
            indexes: RefCell::default(),
        }
    }

    /// The rows with this id in the first of the fields that holds something.
    pub(super) fn of<S: AsRef<str>>(&self, fields: &[S], id: &str) -> Vec<&'a Json> {
        let index = self.index(fields);
        let id = Id::of(Cow::Borrowed(id));
        let first = index.named.partition_point(|(of, _)| *of < id);
        let named = index.named[first..].iter();
        named
            .take_while(|(of, _)| *of == id)
            .map(|(_, row)| *row)
            .collect()
    }

    /// The same, and those that have no id at all.
    pub(super) fn of_or_nameless<S: AsRef<str>>(&self, fields: &[S], id: &str) -> Vec<&'a Json> {
        let mut rows = self.of(fields, id);
        rows.extend(&self.index(fields).nameless);
        rows
    }

    /// Whether a row has no id that can be read: what seems to be missing may be that row.
    pub(super) fn has_nameless<S: AsRef<str>>(&self, fields: &[S]) -> bool {
        !self.index(fields).nameless.is_empty()
    }

    fn index<S: AsRef<str>>(&self, fields: &[S]) -> Rc<Index<'a>> {
        let names: Vec<&str> = fields.iter().map(AsRef::as_ref).collect();
        let key = names.join("|");
        let mut indexes = self.indexes.borrow_mut();
        if let Some((_, index)) = indexes.iter().find(|(of, _)| *of == key) {
            return index.clone();
        }
        let mut index = Index::default();
        for row in self.all {
            match id(row, &names) {
                Some(id) => index.named.push((id, row)),
                None => index.nameless.push(row),
            }
        }
        index.named.sort_by(|(one, _), (other, _)| one.cmp(other));
        let index = Rc::new(index);
        indexes.push((key, index.clone()));
        index
    }
}

impl Deref for Rows<'_> {
    type Target = [Json];

    fn deref(&self) -> &[Json] {
        self.all
    }
}

fn id<'a>(row: &'a Json, names: &[&str]) -> Option<Id<'a>> {
    let row = row.as_object()?;
    let mut held = names.iter().filter_map(|name| {
        let held = find(row, name)?;
        match held.as_u64() {
            Some(number) => Some(Id::Number(number)),
            None => scalar(held).filter(|text| !text.is_empty()).map(Id::of),
        }
    });
    held.next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_row_is_found_by_its_id_however_that_is_written() {
        let list = [
            json!({ "ContactId": 7, "state": "Active" }),
            json!({ "contactID": "8" }),
            json!({ "state": "nobody's" }),
            json!({ "contactId": null, "id": "7" }),
            json!({ "contactId": "007" }),
            json!({ "contactId": 1.5 }),
        ];
        let rows = Rows::new(&list);
        let states = |rows: Vec<&Json>| rows.len();
        assert_eq!(states(rows.of(&["contactId"], "7")), 1);
        assert_eq!(states(rows.of(&["contactId", "id"], "7")), 2);
        assert_eq!(states(rows.of(&["contactId"], "9")), 0);
        assert_eq!(states(rows.of(&["contactId"], "007")), 1);
        assert_eq!(states(rows.of(&["contactId"], "1.5")), 1);
        assert_eq!(
            rows.of_or_nameless(&["contactId"], "9"),
            [&list[2], &list[3]]
        );
        assert_eq!(rows.len(), 6);
        assert!(rows.has_nameless(&["contactId"]));
        assert!(!Rows::new(&list[..2]).has_nameless(&["contactId"]));
        assert!(Rows::new(&[json!(null)]).has_nameless(&["contactId"]));
    }
}
