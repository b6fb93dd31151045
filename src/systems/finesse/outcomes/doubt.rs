//! What a 401 says of the credentials. Five wrong passwords lock a user, and one type of error
//! means both: that the user is not known, and that the user may not do that.

use super::super::model::{ApiError, Body};
use super::Class;

/// What an answer says of the credentials that it answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// Nothing: it is about something else.
    None,
    /// They may be wrong, or the user may not do that.
    Some,
    /// They are wrong.
    Certain,
}

impl Doubt {
    /// What an answer with this status and body says of them. A body that could not be read is
    /// `None`.
    pub fn of(status: u16, body: Option<&Body>) -> Self {
        let errors = body.map(Body::errors).unwrap_or_default();
        match (status, errors.first()) {
            (401, None) => Self::Certain,
            (401, Some(error)) => Self::of_error(error),
            _ => Self::None,
        }
    }

    fn of_error(error: &ApiError) -> Self {
        match Class::of_status(401, Some(error)) {
            Class::Denied => Self::Some,
            _ => Self::None,
        }
    }
}
