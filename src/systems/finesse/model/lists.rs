//! Teams, queues, reason codes and wrap-up reasons.

use super::super::xml::Element;
use super::user::User;

/// A team and its agents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Team {
    /// Its number.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its agents, with their states.
    pub users: Vec<User>,
}

/// A queue and its figures. A figure that Finesse gives as -1 is not known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Queue {
    /// Its number.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its figures, by Finesse's names.
    pub statistics: Vec<(String, String)>,
}

/// A reason code or a wrap-up reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// Its number in Finesse: what `reasonCodeId` takes.
    pub id: String,
    /// What it says.
    pub label: Option<String>,
    /// Its number in reports; wrap-up reasons have none.
    pub code: Option<String>,
    /// `NOT_READY`, `LOGOUT`; wrap-up reasons have none.
    pub category: Option<String>,
}

impl Team {
    /// Reads a `<Team>`. `None` without an id.
    pub fn read(element: &Element) -> Option<Team> {
        let users = element.children("users");
        let users = users.flat_map(|list| list.children("User"));
        Some(Team {
            id: id(element)?,
            name: element.text_of("name"),
            users: users.filter_map(User::read).collect(),
        })
    }
}

impl Queue {
    /// Reads a `<Queue>`. `None` without an id.
    pub fn read(element: &Element) -> Option<Queue> {
        let statistics = element.child("statistics");
        let figures = statistics.into_iter().flat_map(|all| &all.children);
        let known = figures.filter(|figure| !matches!(figure.text.as_str(), "" | "-1"));
        Some(Queue {
            id: id(element)?,
            name: element.text_of("name"),
            statistics: known
                .map(|figure| (figure.name.clone(), figure.text.clone()))
                .collect(),
        })
    }

    /// The figure of that name, without regard to case.
    pub fn figure(&self, name: &str) -> Option<&str> {
        let mut all = self.statistics.iter();
        let (_, figure) = all.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(figure)
    }
}

impl Reason {
    /// Reads a `<ReasonCode>` or a `<WrapUpReason>`. `None` without an id.
    pub fn read(element: &Element) -> Option<Reason> {
        Some(Reason {
            id: id(element)?,
            label: element.text_of("label"),
            code: element.text_of("code"),
            category: element.text_of("category"),
        })
    }
}

/// The id, or else the last part of the address.
fn id(element: &Element) -> Option<String> {
    let from_uri = || {
        let (_, id) = element.says("uri")?.rsplit_once('/')?;
        (!id.is_empty()).then(|| id.to_owned())
    };
    element.text_of("id").or_else(from_uri)
}
