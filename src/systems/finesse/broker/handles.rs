//! A contact's id is a handle: the id that a script holds goes on meaning the same contact when
//! a transfer or a conference gives its dialog another one.

use std::collections::HashMap;

/// What ids have become.
#[derive(Debug, Default)]
pub(super) struct Handles {
    now: HashMap<String, String>,
}

impl Handles {
    /// The dialog that an id means now.
    pub fn now<'a>(&'a self, id: &'a str) -> &'a str {
        self.now.get(id).map_or(id, String::as_str)
    }

    /// One dialog has become part of another: whoever holds its id means the other from now on.
    pub fn join(&mut self, gone: &str, stays: &str) {
        let stays = self.now(stays).to_owned();
        if stays == gone {
            return;
        }
        for id in self.now.values_mut().filter(|id| **id == gone) {
            stays.clone_into(id);
        }
        self.now.insert(gone.to_owned(), stays);
    }

    /// A dialog of this id has begun: ids are used again one day.
    pub fn begin(&mut self, id: &str) {
        self.now.remove(id);
    }

    /// Forgets ids that lead to none of these.
    pub fn keep(&mut self, lives: impl Fn(&str) -> bool) {
        self.now.retain(|_, id| lives(id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_follows_its_contact_through_any_number_of_joins() {
        let mut handles = Handles::default();
        handles.join("2", "1");
        handles.join("1", "3");
        assert_eq!(
            ["1", "2", "3", "4"].map(|id| handles.now(id)),
            ["3", "3", "3", "4"]
        );
        handles.join("4", "2");
        assert_eq!(handles.now("4"), "3");
    }

    #[test]
    fn joining_in_a_circle_ends() {
        let mut handles = Handles::default();
        handles.join("1", "2");
        handles.join("2", "1");
        handles.join("1", "1");
        assert_eq!(["1", "2"].map(|id| handles.now(id)), ["2", "2"]);
    }

    #[test]
    fn what_has_ended_is_forgotten() {
        let mut handles = Handles::default();
        handles.join("1", "2");
        handles.keep(|id| id != "2");
        assert_eq!(handles.now("1"), "1");
        handles.join("1", "2");
        handles.begin("1");
        assert_eq!(handles.now("1"), "1");
    }
}
