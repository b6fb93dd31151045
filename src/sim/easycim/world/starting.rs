//! Calls and tasks that begin here.

use super::contact::{Contact, Kind, Phase, read_call_data};
use super::file::ContactFile;
use super::{Done, Later, Params, World};
use jiff::Timestamp;

impl World {
    /// `MakeCall(number, resourceType, serviceID, callProfileID, callData)`
    pub(super) fn make_call(&mut self, params: Params<'_>, now: Timestamp) -> Done {
        let (number, data) = (params.text(0), params.text(4));
        if number.is_empty() {
            return Done::refused("there is no number to call");
        }
        let id = self.begin(Kind::Outbound, number, &data, now);
        if let Some(contact) = self.contacts.get_mut(&id) {
            contact.phase = Phase::Dialing;
        }
        let events = ["POPUP", "serviceinitiated", "dialing"];
        let events = events.iter().filter_map(|event| self.tell(&id, event, now));
        Done {
            events: events.collect(),
            later: Some((self.answer_after, Later::Answered(id.clone()))),
            ..Done::default()
        }
        .and(format!("contact {id}: dialing"))
    }

    /// `MakeJob(number, resourceType, serviceID, callProfileID, callData, contentDescription)`
    pub(super) fn make_job(&mut self, params: Params<'_>, now: Timestamp) -> Done {
        let (number, data) = (params.text(0), params.text(4));
        let id = self.begin(Kind::CallTask, number, &data, now);
        Done {
            events: self.tell(&id, "POPUP", now).into_iter().collect(),
            ..Done::default()
        }
        .and(format!("contact {id}: task"))
    }

    /// A contact that a caller outside brings in.
    pub fn arrive(&mut self, file: ContactFile, now: Timestamp) -> Done {
        let id = file.id.clone();
        let contact = Contact::from_file(file, now);
        let event = contact.last_event.clone();
        self.contacts.insert(id.clone(), contact);
        Done {
            events: self.tell(&id, &event, now).into_iter().collect(),
            ..Done::default()
        }
        .and(format!("contact {id}: here"))
    }

    fn begin(&mut self, kind: Kind, number: String, data: &str, now: Timestamp) -> String {
        let id = self.new_id();
        let file = ContactFile {
            id: id.clone(),
            kind,
            job: Some("manual".into()),
            number,
            connected: false,
            call_data: read_call_data(data).collect(),
        };
        let contact = Contact::from_file(file, now);
        self.contacts.insert(id.clone(), contact);
        id
    }

    fn new_id(&mut self) -> String {
        loop {
            let id = format!("68-{:08x}@toolbar.example", self.random.u32(..));
            if !self.contacts.contains_key(&id) {
                return id;
            }
        }
    }

    /// Who was called has taken the call.
    pub(super) fn answered(&mut self, id: &str, now: Timestamp) -> Done {
        match self.contacts.get_mut(id) {
            Some(contact) if contact.phase == Phase::Dialing => contact.phase = Phase::Connected,
            _ => return Done::default(),
        }
        let events = ["connectionstarted", "established"];
        let events = events.iter().filter_map(|event| self.tell(id, event, now));
        Done {
            events: events.collect(),
            ..Done::default()
        }
        .and(format!("contact {id}: connected"))
    }
}
