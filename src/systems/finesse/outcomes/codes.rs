//! The CTI server's control failures: number, constant, class.
//!
//! Facts: <https://developer.cisco.com/docs/contact-center-express/control-failure-cf-values> and
//! the CTI Server Message Reference Guide. The classes are ours. Two that say "timed out" and
//! "connection to the switch lost" are no refusals: what was asked for may have been done.

use super::Class::{self, *};

/// The class of a number; `None` for one that is in no list.
pub fn by_number(number: u32) -> Option<Class> {
    let mut all = CODES.iter().map(|(number, _, class)| (number, class));
    let (_, class) = all.find(|(known, _)| **known == number)?;
    Some(*class)
}

/// The class of a constant, alone or in a sentence: `CF_INVALID_OBJECT_STATE`.
pub fn by_constant(message: &str) -> Option<Class> {
    let mut words = message.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.find_map(|word| {
        let mut all = CODES.iter();
        let (_, _, class) = all.find(|(_, name, _)| word.eq_ignore_ascii_case(name))?;
        Some(*class)
    })
}

#[rustfmt::skip]
const CODES: &[(u32, &str, Class)] = &[
    (0, "CF_GENERIC_UNSPECIFIED", Generic),
    (1, "CF_GENERIC_OPERATION", Generic),
    (2, "CF_REQUEST_INCOMPATIBLE_WITH_OBJECT", State),
    (3, "CF_VALUE_OUT_OF_RANGE", Input),
    (4, "CF_OBJECT_NOT_KNOWN", Missing),
    (5, "CF_INVALID_CALLING_DEVICE", Destination),
    (6, "CF_INVALID_CALLED_DEVICE", Destination),
    (7, "CF_INVALID_FORWARDING_DESTINATION", Destination),
    (8, "CF_PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE", Permission),
    (9, "CF_PRIVILEGE_VIOLATION_ON_CALLED_DEVICE", Permission),
    (10, "CF_PRIVILEGE_VIOLATION_ON_CALLING_DEVICE", Permission),
    (11, "CF_INVALID_CSTA_CALL_IDENTIFIER", Missing),
    (12, "CF_INVALID_CSTA_DEVICE_IDENTIFIER", Missing),
    (13, "CF_INVALID_CSTA_CONNECTION_IDENTIFIER", Missing),
    (14, "CF_INVALID_DESTINATION", Destination),
    (15, "CF_INVALID_FEATURE", Input),
    (16, "CF_INVALID_ALLOCATION_STATE", State),
    (17, "CF_INVALID_CROSS_REF_ID", Missing),
    (18, "CF_INVALID_OBJECT_TYPE", Input),
    (19, "CF_SECURITY_VIOLATION", Permission),
    (21, "CF_GENERIC_STATE_INCOMPATIBILITY", State),
    (22, "CF_INVALID_OBJECT_STATE", State),
    (23, "CF_INVALID_CONNECTION_ID_FOR_ACTIVE_CALL", State),
    (24, "CF_NO_ACTIVE_CALL", State),
    (25, "CF_NO_HELD_CALL", State),
    (26, "CF_NO_CALL_TO_CLEAR", State),
    (27, "CF_NO_CONNECTION_TO_CLEAR", State),
    (28, "CF_NO_CALL_TO_ANSWER", State),
    (29, "CF_NO_CALL_TO_COMPLETE", State),
    (31, "CF_GENERIC_SYSTEM_RESOURCE_AVAILABILITY", Unavailable),
    (32, "CF_SERVICE_BUSY", Unavailable),
    (33, "CF_RESOURCE_BUSY", Unavailable),
    (34, "CF_RESOURCE_OUT_OF_SERVICE", Unavailable),
    (35, "CF_NETWORK_BUSY", Unavailable),
    (36, "CF_NETWORK_OUT_OF_SERVICE", Unavailable),
    (37, "CF_OVERALL_MONITOR_LIMIT_EXCEEDED", Limit),
    (38, "CF_CONFERENCE_MEMBER_LIMIT_EXCEEDED", Full),
    (41, "CF_GENERIC_SUBSCRIBED_RESOURCE_AVAILABILITY", Limit),
    (42, "CF_OBJECT_MONITOR_LIMIT_EXCEEDED", Limit),
    (43, "CF_EXTERNAL_TRUNK_LIMIT_EXCEEDED", Limit),
    (44, "CF_OUTSTANDING_REQUEST_LIMIT_EXCEEDED", Limit),
    (51, "CF_GENERIC_PERFORMANCE_MANAGEMENT", Limit),
    (52, "CF_PERFORMANCE_LIMIT_EXCEEDED", Limit),
    (61, "CF_SEQUENCE_NUMBER_VIOLATED", Generic),
    (62, "CF_TIME_STAMP_VIOLATED", Generic),
    (63, "CF_PAC_VIOLATED", Generic),
    (64, "CF_SEAL_VIOLATED", Generic),
    (70, "CF_GENERIC_UNSPECIFIED_REJECTION", Generic),
    (71, "CF_GENERIC_OPERATION_REJECTION", Generic),
    (72, "CF_DUPLICATE_INVOCATION_REJECTION", Generic),
    (73, "CF_UNRECOGNIZED_OPERATION_REJECTION", Generic),
    (74, "CF_MISTYPED_ARGUMENT_REJECTION", Input),
    (75, "CF_RESOURCE_LIMITATION_REJECTION", Limit),
    (76, "CF_ACS_HANDLE_TERMINATION_REJECTION", Generic),
    (77, "CF_SERVICE_TERMINATION_REJECTION", Generic),
    (78, "CF_REQUEST_TIMEOUT_REJECTION", Unknown),
    (79, "CF_REQUESTS_ON_DEVICE_EXCEEDED_REJECTION", Limit),
    (256, "CF_INVALID_AGENT_ID_SPECIFIED", Permission),
    (257, "CF_INVALID_PASSWORD_SPECIFIED", Credentials),
    (258, "CF_INVALID_AGENT_ID_OR_PASSWORD_SPECIFIED", Credentials),
    (259, "CF_SPECIFIED_AGENT_ALREADY_SIGNED_ON", Generic),
    (260, "CF_INVALID_LOGON_DEVICE_SPECIFIED", Destination),
    (261, "CF_INVALID_ANSWERING_DEVICE_SPECIFIED", Destination),
    (262, "CF_INVALID_SKILL_GROUP_SPECIFIED", Input),
    (263, "CF_INVALID_CLASS_OF_SERVICE_SPECIFIED", Input),
    (264, "CF_INVALID_TEAM_SPECIFIED", Input),
    (265, "CF_INVALID_AGENT_WORKMODE", Input),
    (266, "CF_INVALID_AGENT_REASON_CODE", Input),
    (267, "CF_ADJUNCT_SWITCH_COMM_ERROR", Unknown),
    (268, "CF_AGENT_NOT_PARTY_ON_CALL", State),
    (269, "CF_INTERNAL_PROCESSING_ERROR", Unknown),
    (270, "CF_TAKE_CALL_CONTROL_REJECTION", Generic),
    (271, "CF_TAKE_DOMAIN_CONTROL_REJECTION", Generic),
    (272, "CF_REQUESTED_SERVICE_NOT_REGISTERED", Generic),
    (273, "CF_INVALID_CONSULT_TYPE", Input),
    (274, "CF_ANSMAP_OR_ADPARAM_FIELD_NOT_VALID", Generic),
    (275, "CF_INVALID_CALL_CONTROL_TABLE_SPECIFIED", Generic),
    (276, "CF_INVALID_DIGITS_RNATIMEOUT_AMSDELAY_OR_COUNTRY", Generic),
    (277, "CF_ANSWER_DETECT_PORT_UNAVAILABLE", Generic),
    (278, "CF_VIRTUAL_AGENT_UNAVAILABLE", Generic),
    (279, "CF_TAKEBACK_N_XFER_ROUTE_END", Generic),
    (280, "CF_WRAPUP_DATA_REQUIRED", Input),
    (281, "CF_REASON_CODE_REQUIRED", Input),
    (282, "CF_INVALID_TRUNK_ID_SPECIFIED", Generic),
    (283, "CF_SPECIFIED_EXTENSION_ALREADY_IN_USE", Destination),
    (284, "CF_ARBITRARY_CONF_OR_XFER_NOT_SUPPORTED", State),
    (285, "CF_NETWORK_TRANSFER_OR_CONSULT", Generic),
    (286, "CF_NETWORK_TRANSFER_OR_CONSULT_FAILED", Unavailable),
    (287, "CF_DEVICE_RESTRICTED", Destination),
    (288, "CF_LINE_RESTRICTED", Destination),
    (289, "CF_AGENT_ACCOUNT_LOCKED_OUT", Credentials),
    (290, "CF_DROP_ANY_PARTY_NOT_ENABLED_CTI", Permission),
    (291, "CF_MAXIMUM_LINE_LIMIT_EXCEEDED", Limit),
    (292, "CF_SHARED_LINES_NOT_SUPPORTED", Generic),
    (293, "CF_EXTENSION_NOT_UNIQUE", Destination),
    // Numbers that are no control failures: silent monitoring of an agent who does not talk (CCE,
    // CCX), the conference bridge's limit, and who does not control the conference.
    (13145, "SILENT_MONITOR_NOT_TALKING", State),
    (88049, "SILENT_MONITOR_NOT_TALKING_CCX", State),
    (20700, "CONFERENCE_RESOURCE_LIMIT", Full),
    (20999, "NOT_CONFERENCE_CONTROLLER", State),
];
