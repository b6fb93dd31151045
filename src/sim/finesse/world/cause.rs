//! Why something happens.

use super::notice::Fate;

/// Why something happens: the request behind it, if there is one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cause {
    /// Its place in the log.
    pub entry: Option<usize>,
    /// Who asked.
    pub user: String,
    /// The request's own id, empty where it had none.
    pub request_id: String,
    /// What becomes of its events.
    pub fate: Fate,
    /// The CTI server refuses it with this number, whatever it is.
    pub fails: Option<u32>,
}
