//! Scripts: what easyCIM knows about a contact's customer, and what the agent wrote down.

use super::file::ScriptFile;
use indexmap::IndexMap;
use serde::Serialize;
use serde_json::{Value, json};

/// A script of easyCIM.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Script {
    /// What it is known by.
    pub ecid: String,
    /// What it is about.
    pub campaign: String,
    /// Who it is about: names and values. Personal.
    pub customer: IndexMap<String, String>,
    /// Its own fields: names and values. Personal.
    pub fields: IndexMap<String, String>,
    /// The operator who has it, where that is another one.
    pub locked_by: Option<String>,
    /// The contact that this toolbar's agent has it open for; empty: for none.
    pub open_for: Option<String>,
    /// Whether it has been brought to its end.
    pub terminated: bool,
    /// How often it was opened, by calls that were done.
    pub opened: u32,
    /// What was saved, in order. More than one is a script saved twice.
    pub saved: Vec<Saved>,
}

/// What a script was saved with.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Saved {
    /// The first argument: a contact's id or an ECID.
    pub contact: String,
    pub outcome: String,
    /// Whether the contact ends with it.
    pub offline_end: bool,
    /// The note; `None` where the call brought none, as an old library's never does.
    pub note: Option<String>,
    /// The labels; `None` where the call brought none.
    pub labels: Option<Value>,
}

impl Script {
    pub(super) fn from_file(file: ScriptFile) -> Self {
        Self {
            ecid: file.ecid,
            campaign: file.campaign,
            customer: file.customer,
            fields: file.fields,
            locked_by: file.locked_by,
            open_for: None,
            terminated: file.terminated,
            opened: 0,
            saved: Vec::new(),
        }
    }

    /// What `openScript` answers.
    pub(super) fn opened(&self) -> Value {
        json!({
            "result": true,
            "terminated": self.terminated,
            "readOnly": self.locked_by.is_some(),
            "listFieldValueList": named(self.customer.iter().chain(&self.fields)),
        })
    }

    /// What `getContactInfo` answers.
    pub(super) fn contact_info(&self) -> Value {
        json!({ "ContactInfo": named(self.customer.iter()) })
    }
}

fn named<'a>(fields: impl Iterator<Item = (&'a String, &'a String)>) -> Vec<Value> {
    fields
        .map(|(name, value)| json!({ "fieldName": name, "value": value }))
        .collect()
}
