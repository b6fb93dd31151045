//! Refusals that come at once: a status and `<ApiErrors>`.

use crate::sim::finesse::xml::Element;
use crate::sim::reply::Reply;

#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::sim::finesse) struct Refusal {
    pub status: u16,
    /// `ErrorType`
    pub kind: String,
    /// `ErrorMessage`
    pub message: String,
    /// `ErrorData`; `None`: the element is not there.
    pub data: Option<String>,
}

impl Refusal {
    /// One of a status, a type and a message.
    pub fn new(status: u16, kind: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            status,
            kind: kind.into(),
            message: message.into(),
            data: None,
        }
    }

    pub fn data(mut self, data: impl Into<String>) -> Self {
        self.data = Some(data.into());
        self
    }

    /// 400: something must be there.
    pub fn missing(what: &str) -> Self {
        Self::new(400, "Parameter Missing", format!("{what} is missing")).data(what)
    }

    /// 400: something cannot be what it is.
    pub fn invalid(what: &str) -> Self {
        Self::new(400, "Invalid Input", format!("Invalid {what}")).data(what)
    }

    /// 400: what is called cannot be called.
    pub fn destination(what: &str) -> Self {
        Self::new(400, "Invalid Destination", "Invalid destination specified").data(what)
    }

    /// 400: the body cannot be read.
    pub fn malformed() -> Self {
        Self::new(400, "Bad Request", "The request body is not valid XML")
    }

    /// 401: nobody known.
    pub fn unknown(user: &str) -> Self {
        Self::new(401, "Authorization Failure", "UNAUTHORIZED").data(user)
    }

    /// 401: somebody else.
    pub fn other_user(user: &str) -> Self {
        let why = "The user specified in the authentication credentials and the uri don't match";
        Self::new(401, "Invalid Authorization User Specified", why).data(user)
    }

    /// 404: no such dialog.
    pub fn no_dialog() -> Self {
        Self::new(404, "Not Found", "Invalid dialogId specified for dialog")
    }

    /// 404: no such user.
    pub fn no_user() -> Self {
        Self::new(404, "User Not Found", "UNKNOWN_USER").data("4023")
    }

    pub fn nothing(what: &str) -> Self {
        Self::new(404, "Not Found", format!("{what} Not Found"))
    }

    pub fn failed(status: u16) -> Self {
        Self::new(status, "Internal Server Error", "RUNTIME_EXCEPTION")
    }

    /// 501: not on this platform.
    pub fn not_here(action: &str) -> Self {
        Self::new(
            501,
            "Not Implemented",
            format!("{action} is not implemented"),
        )
        .data(action)
    }

    pub fn out_of_service() -> Self {
        Self::new(503, "Service Unavailable", "SERVER_OUT_OF_SERVICE").data("")
    }

    /// As an answer.
    pub fn reply(&self) -> Reply {
        let mut error = Element::new("ApiError").field("ErrorType", self.kind.as_str());
        if let Some(data) = &self.data {
            error = error.field("ErrorData", data.as_str());
        }
        let error = error.field("ErrorMessage", self.message.as_str());
        xml(self.status, &Element::new("ApiErrors").child(error))
    }
}

/// An answer that holds XML.
pub(in crate::sim::finesse) fn xml(status: u16, element: &Element) -> Reply {
    Reply::text(status, "application/xml;charset=UTF-8", element.write())
}
