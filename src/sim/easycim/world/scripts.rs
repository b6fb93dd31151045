//! easyCIM's five methods.

use super::contact::{Contact, Phase};
use super::script::{Saved, Script};
use super::{Done, Params, World};
use jiff::Timestamp;
use serde_json::{Value, json};

fn not_opened(why: &str) -> Done {
    let answer = json!({ "result": false, "terminated": false, "readOnly": false, "error": why });
    Done::denied(why, answer)
}

fn no_info(why: String) -> Done {
    let answer = json!({ "error": why });
    Done::denied(why, answer)
}

impl World {
    /// `openScript(ContactID, ECID, isManual)`. A script that another operator has, or that is
    /// over, is shown and not reserved.
    pub(super) fn open_script(&mut self, params: Params<'_>) -> Done {
        let (contact, ecid) = (params.text(0), params.text(1));
        if !self.may_open(&contact, params.is_true(2)) {
            return not_opened(&format!("there is no contact \"{contact}\""));
        }
        match self.scripts.get_mut(&ecid) {
            Some(script) => open(script, &contact),
            None => not_opened(&format!("there is no script \"{ecid}\"")),
        }
    }

    fn may_open(&self, contact: &str, is_manual: bool) -> bool {
        (contact.is_empty() && is_manual) || self.there(contact).is_some()
    }

    /// `openScriptInbound(ContactID)`: a new ECID for a contact that brought none.
    pub(super) fn open_script_inbound(&mut self, params: Params<'_>, now: Timestamp) -> Done {
        let id = params.text(0);
        let ecid = self.new_ecid();
        let there = |contact: &&mut Contact| contact.phase != Phase::Gone;
        let Some(contact) = self.contacts.get_mut(&id).filter(there) else {
            return not_opened(&format!("there is no contact \"{id}\""));
        };
        let script = inbound_script(&ecid, contact);
        contact.call_data.insert("ECID".into(), json!(ecid));
        let script = self.scripts.entry(ecid.clone()).or_insert(script);
        let mut done = open(script, &id);
        if let Some(Value::Object(answer)) = &mut done.answer {
            answer.insert("ECID".into(), json!(ecid));
        }
        done.changed.insert(0, format!("script {ecid} is new"));
        done.events.extend(self.tell(&id, "datachanged", now));
        done
    }

    /// A contact that the agent still has.
    fn there(&self, id: &str) -> Option<&Contact> {
        let contact = self.contacts.get(id)?;
        (contact.phase != Phase::Gone).then_some(contact)
    }

    fn new_ecid(&self) -> String {
        let free = |number: &usize| !self.scripts.contains_key(&format!("E-{number}"));
        let number = (2001..).find(free).unwrap_or_default();
        format!("E-{number}")
    }

    /// `getContactInfo(ContactID)`: from what the toolbar has.
    pub(super) fn contact_info(&self, params: Params<'_>) -> Done {
        let id = params.text(0);
        let Some(contact) = self.there(&id) else {
            return no_info(format!("there is no contact \"{id}\""));
        };
        match contact.ecid().and_then(|ecid| self.scripts.get(ecid)) {
            Some(script) => Done::answer(script.contact_info()),
            None => no_info(format!("the contact \"{id}\" has no script")),
        }
    }

    /// `getContactInfoWS(ECID)`: from easyCIM's web service.
    pub(super) fn contact_info_ws(&self, params: Params<'_>) -> Done {
        let ecid = params.text(0);
        match self.scripts.get(&ecid) {
            Some(script) => Done::answer(script.contact_info()),
            None => no_info(format!("there is no script \"{ecid}\"")),
        }
    }

    /// `saveScript(ContactID, outcomeResult, offlineEnd, note, labels)`. The first may be an ECID.
    pub(super) fn save_script(&mut self, params: Params<'_>, now: Timestamp) -> Done {
        let no = |why: String| Done::denied(why, json!(false));
        let (name, outcome) = (params.text(0), params.text(1));
        let Some(ecid) = self.script_of(&name) else {
            return no(format!("nothing that \"{name}\" names has a script"));
        };
        if !self.outcomes.is_empty() && !self.outcomes.contains(&outcome) {
            return no(format!("\"{outcome}\" is no outcome here"));
        }
        let Some(script) = self.scripts.get_mut(&ecid) else {
            return no(format!("there is no script \"{ecid}\""));
        };
        if let Some(why) = unsaveable(script) {
            return no(why);
        }
        let mut done = save(script, name, outcome, params);
        if params.is_true(2) {
            self.end_offline(&ecid, &mut done, now);
        }
        done
    }

    fn script_of(&self, name: &str) -> Option<String> {
        let of_contact = self.contacts.get(name).and_then(Contact::ecid);
        let of_script = self.scripts.get(name).map(|script| script.ecid.as_str());
        of_contact.or(of_script).map(str::to_owned)
    }

    /// The contact leaves after-call work: now, or as soon as the line is cleared.
    fn end_offline(&mut self, ecid: &str, done: &mut Done, now: Timestamp) {
        let id = self.contact_of(ecid).map(|contact| contact.id.clone());
        let Some(contact) = id.and_then(|id| self.contacts.get_mut(&id)) else {
            return;
        };
        match contact.phase {
            Phase::Gone => {}
            Phase::Offline | Phase::Offered => {
                let id = contact.id.clone();
                self.remove(&id, done, now);
            }
            Phase::Connected | Phase::Dialing => {
                contact.ends_when_cleared = true;
                let text = format!("contact {} ends when its line is cleared", contact.id);
                done.changed.push(text);
            }
        }
    }
}

fn inbound_script(ecid: &str, contact: &Contact) -> Script {
    Script::from_file(super::ScriptFile {
        ecid: ecid.to_owned(),
        campaign: "Inbound".into(),
        customer: [("Phone".to_owned(), contact.number.clone())].into(),
        ..super::ScriptFile::default()
    })
}

fn open(script: &mut Script, contact: &str) -> Done {
    let answer = Done::answer(script.opened());
    if let Some(operator) = &script.locked_by {
        let refused = Some(format!("{operator} has the script"));
        return Done { refused, ..answer };
    }
    if script.terminated {
        let refused = Some("the script is closed".to_owned());
        return Done { refused, ..answer };
    }
    script.opened += 1;
    script.open_for = Some(contact.to_owned());
    answer.and(format!("script {} is open", script.ecid))
}

fn unsaveable(script: &Script) -> Option<String> {
    let ecid = &script.ecid;
    if let Some(operator) = &script.locked_by {
        return Some(format!("{operator} has the script {ecid}"));
    }
    if script.terminated {
        return Some(format!("the script {ecid} is closed"));
    }
    let unopened = script.open_for.is_none();
    unopened.then(|| format!("the script {ecid} is not open"))
}

fn save(script: &mut Script, contact: String, outcome: String, params: Params<'_>) -> Done {
    script.open_for = None;
    script.terminated = true;
    let text = format!("script {} is saved as {outcome}", script.ecid);
    script.saved.push(Saved {
        contact,
        outcome,
        offline_end: params.is_true(2),
        note: params.get(3).map(|_| params.text(3)),
        labels: params.get(4).cloned(),
    });
    Done::answer(true).and(text)
}
