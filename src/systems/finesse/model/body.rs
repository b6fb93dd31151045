//! The body of an answer.

use super::super::xml::{Element, Unreadable};
use super::{ApiError, Dialog, Medium, Queue, Reason, SystemInfo, Team, User};

/// What an answer holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Body {
    /// Nothing: the answer to what was accepted.
    Empty,
    /// `<Dialog>`
    Dialog(Box<Dialog>),
    /// `<Dialogs>`, which may hold none.
    Dialogs(Vec<Dialog>),
    /// `<Media>`, or `<MediaList>` with several
    Media(Vec<Medium>),
    /// `<User>`
    User(Box<User>),
    /// `<Users>`
    Users(Vec<User>),
    /// `<Team>`
    Team(Team),
    /// `<Queue>`
    Queue(Queue),
    /// `<ReasonCodes>` or `<WrapUpReasons>`
    Reasons(Vec<Reason>),
    /// `<SystemInfo>`
    SystemInfo(Box<SystemInfo>),
    /// `<ApiErrors>`
    Errors(Vec<ApiError>),
    /// Something else: its element's name.
    Other(String),
}

impl Body {
    /// Reads an answer's body.
    ///
    /// # Errors
    ///
    /// What is no XML: the page of a proxy, say.
    pub fn read(text: &str) -> Result<Body, Unreadable> {
        let document = Element::read(text)?;
        match document.children.first() {
            Some(element) => Ok(Self::of(element)),
            None if document.text.is_empty() => Ok(Self::Empty),
            None => Err(Unreadable("there is no element in it".to_owned())),
        }
    }

    /// What an element holds.
    pub fn of(element: &Element) -> Body {
        let other = || Self::Other(element.name.clone());
        match element.name.to_ascii_lowercase().as_str() {
            "dialog" => Dialog::read(element).map_or_else(other, |it| Self::Dialog(it.into())),
            // One that cannot be read is not one that is over.
            "dialogs" => all(element, "Dialog", Dialog::read).map_or_else(other, Self::Dialogs),
            "media" => Medium::read(element).map_or_else(other, |it| Self::Media(vec![it])),
            "medialist" => all(element, "Media", Medium::read).map_or_else(other, Self::Media),
            "user" => User::read(element).map_or_else(other, |it| Self::User(it.into())),
            "users" => all(element, "User", User::read).map_or_else(other, Self::Users),
            "team" => Team::read(element).map_or_else(other, Self::Team),
            "queue" => Queue::read(element).map_or_else(other, Self::Queue),
            "reasoncodes" => {
                all(element, "ReasonCode", Reason::read).map_or_else(other, Self::Reasons)
            }
            "wrapupreasons" => {
                all(element, "WrapUpReason", Reason::read).map_or_else(other, Self::Reasons)
            }
            "systeminfo" => Self::SystemInfo(SystemInfo::read(element).into()),
            "apierrors" | "apierror" => Self::Errors(ApiError::all(element)),
            _ => other(),
        }
    }

    /// The errors that it holds.
    pub fn errors(&self) -> &[ApiError] {
        match self {
            Self::Errors(errors) => errors,
            _ => &[],
        }
    }
}

/// The items of a list, where all of them can be read. A list that has something else in it, and no
/// item, is not an empty one.
fn all<T>(list: &Element, name: &str, read: fn(&Element) -> Option<T>) -> Option<Vec<T>> {
    let items: Vec<T> = list.children(name).map(read).collect::<Option<_>>()?;
    let is_empty = list.children.is_empty() && list.text.trim().is_empty();
    (is_empty || !items.is_empty()).then_some(items)
}
