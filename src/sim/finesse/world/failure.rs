//! What the CTI server refuses: the content of an asynchronous error.

use crate::sim::finesse::xml::Element;

/// A refusal that comes as an event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Failure {
    /// `errorType`
    pub kind: String,
    /// `errorMessage`: the constant.
    pub constant: String,
    /// `errorData`: the CTI server's number.
    pub code: u32,
    /// The periphery's own code and words, where it has any.
    pub peripheral: Option<(u32, &'static str, &'static str)>,
}

/// Constants by number, as in the vendor's CTI Server Message Reference Guide: those used here.
const CONSTANTS: [(u32, &str); 24] = [
    (1, "CF_GENERIC_OPERATION"),
    (3, "CF_VALUE_OUT_OF_RANGE"),
    (4, "CF_OBJECT_NOT_KNOWN"),
    (5, "CF_INVALID_CALLING_DEVICE"),
    (6, "CF_INVALID_CALLED_DEVICE"),
    (8, "CF_PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE"),
    (14, "CF_INVALID_DESTINATION"),
    (15, "CF_INVALID_FEATURE"),
    (16, "CF_INVALID_ALLOCATION_STATE"),
    (21, "CF_GENERIC_STATE_INCOMPATIBILITY"),
    (22, "CF_INVALID_OBJECT_STATE"),
    (24, "CF_NO_ACTIVE_CALL"),
    (25, "CF_NO_HELD_CALL"),
    (26, "CF_NO_CALL_TO_CLEAR"),
    (28, "CF_NO_CALL_TO_ANSWER"),
    (29, "CF_NO_CALL_TO_COMPLETE"),
    (33, "CF_RESOURCE_BUSY"),
    (38, "CF_CONFERENCE_MEMBER_LIMIT_EXCEEDED"),
    (78, "CF_REQUEST_TIMEOUT_REJECTION"),
    (260, "CF_INVALID_LOGON_DEVICE_SPECIFIED"),
    (265, "CF_INVALID_AGENT_WORKMODE"),
    (280, "CF_WRAPUP_DATA_REQUIRED"),
    (283, "CF_SPECIFIED_EXTENSION_ALREADY_IN_USE"),
    (290, "CF_DROP_ANY_PARTY_NOT_ENABLED_CTI"),
];

impl Failure {
    /// One of this type and number.
    pub fn new(kind: impl Into<String>, code: u32) -> Self {
        let found = CONSTANTS.iter().find(|(known, _)| *known == code);
        let constant = found.map_or("CF_GENERIC_UNSPECIFIED", |(_, name)| name);
        Self {
            kind: kind.into(),
            constant: constant.to_owned(),
            code,
            peripheral: None,
        }
    }

    /// A dialog's usual one: `Generic Error`, whatever the number says.
    pub fn generic(code: u32) -> Self {
        Self::new("Generic Error", code)
    }

    /// As the content of an event.
    pub fn element(&self) -> Element {
        let mut error = Element::new("apiError")
            .field("errorData", self.code.to_string())
            .field("errorMessage", self.constant.as_str())
            .field("errorType", self.kind.as_str());
        if let Some((code, name, text)) = self.peripheral {
            error = error
                .field("peripheralErrorCode", code.to_string())
                .field("peripheralErrorMsg", name)
                .field("peripheralErrorText", text);
        }
        Element::new("apiErrors").child(error)
    }
}
