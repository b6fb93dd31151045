//! What became of a scheduled callback: the dialog shows the one that stands.

use super::super::model::Callback;
use super::*;

/// `2030-12-01T09:00`: Finesse takes a time to the minute.
const TO_THE_MINUTE: usize = 16;

impl Confirmation<'_> {
    /// Whether the callback stands as it was sent, or is gone. A contact that ends first does not
    /// take a callback back: what became of it is not known then.
    pub(super) fn by_callback(&self, dialog: &Dialog, last: bool) -> Shown {
        if self.shows_callback(dialog) {
            return Shown::Done(Record::new());
        }
        match last {
            true => self.ended("Unknown", how_it_stands(dialog)),
            false => Shown::NotYet,
        }
    }

    pub(super) fn shows_callback(&self, dialog: &Dialog) -> bool {
        let (time, number) = (self.sent("callbackTime"), self.sent("callbackNumber"));
        let Some(callback) = &dialog.callback else {
            return time.is_none() && number.is_none();
        };
        let asked = time.is_some() || number.is_some();
        asked && is_at(callback, time.as_deref()) && is_to(callback, number.as_deref())
    }

    /// An action parameter as it was sent.
    fn sent(&self, name: &str) -> Option<String> {
        let from = self.request.params.get(name)?;
        from.fill(self.args, self.facts).ok().flatten()
    }
}

fn is_at(callback: &Callback, wanted: Option<&str>) -> bool {
    let minute = |time: &str| time.trim().get(..TO_THE_MINUTE).map(str::to_owned);
    wanted.is_none_or(|wanted| {
        let shown = callback.time.as_deref().and_then(minute);
        shown.is_some() && shown == minute(wanted)
    })
}

fn is_to(callback: &Callback, wanted: Option<&str>) -> bool {
    wanted.is_none_or(|wanted| callback.number.as_deref() == Some(wanted.trim()))
}

/// Without the number: it is somebody's.
fn how_it_stands(dialog: &Dialog) -> String {
    let callback = dialog.callback.as_ref();
    let shown = match callback.map(|callback| callback.time.as_deref()) {
        None => "no callback".to_owned(),
        Some(None) => "another callback".to_owned(),
        Some(Some(time)) => format!("a callback at {time}"),
    };
    format!("Finesse accepted the request, but the contact still shows {shown}")
}
