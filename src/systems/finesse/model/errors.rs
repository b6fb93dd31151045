//! Errors, in answers (`<ApiErrors>`) and in events (`<apiErrors>`): one shape, two spellings.

use super::super::xml::Element;
use std::fmt;

/// What Finesse says is wrong.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ApiError {
    /// `Invalid State`, `Generic Error` …: the least exact of the three.
    pub kind: String,
    /// Words, or a constant like `CF_INVALID_OBJECT_STATE`.
    pub message: String,
    /// A number of the CTI server, or what it is about: a user's name.
    pub data: String,
    /// The telephone system's own number.
    pub peripheral_code: Option<String>,
    /// What the telephone system says.
    pub peripheral_message: Option<String>,
    /// What the telephone system says at length.
    pub peripheral_text: Option<String>,
}

impl ApiError {
    /// The errors of an `<ApiErrors>` or `<apiErrors>`, or a single `<ApiError>`.
    pub fn all(element: &Element) -> Vec<ApiError> {
        if element.is("ApiError") {
            return vec![Self::read(element)];
        }
        element.children("ApiError").map(Self::read).collect()
    }

    fn read(element: &Element) -> ApiError {
        ApiError {
            kind: element.text_of("errorType").unwrap_or_default(),
            message: element.text_of("errorMessage").unwrap_or_default(),
            data: element.text_of("errorData").unwrap_or_default(),
            peripheral_code: element.text_of("peripheralErrorCode"),
            peripheral_message: element.text_of("peripheralErrorMsg"),
            peripheral_text: element.text_of("peripheralErrorText"),
        }
    }

    /// Its number: of `ErrorData`, or of an `ErrorType` that is one, as 13145 and 20999 are.
    pub fn number(&self) -> Option<u32> {
        let data = self.data.trim().parse().ok();
        data.or_else(|| self.kind.trim().parse().ok())
    }
}

/// `Generic Error: CF_INVALID_OBJECT_STATE (22)`
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [self.kind.as_str(), self.message.as_str()];
        let said: Vec<&str> = parts.into_iter().filter(|text| !text.is_empty()).collect();
        f.write_str(&said.join(": "))?;
        match (said.is_empty(), self.data.as_str()) {
            (_, "") => Ok(()),
            (true, data) => f.write_str(data),
            (false, data) => write!(f, " ({data})"),
        }?;
        let peripheral = self.peripheral_text.as_ref();
        match peripheral.or(self.peripheral_message.as_ref()) {
            Some(text) => write!(f, "; the phone system's message: {text}"),
            None => Ok(()),
        }
    }
}
