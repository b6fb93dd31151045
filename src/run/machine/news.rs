//! What a run has to tell those who watch it.

use crate::run::event::{Event, EventKind};
use crate::value::{Text, Value};
use std::collections::HashSet;
use std::sync::Arc;

/// Events, and the marked texts that have to be known before they are shown.
#[derive(Debug, Default)]
pub(super) struct News {
    events: Vec<Event>,
    beside: Option<Box<Beside>>,
}

/// Kept apart: most runs that wait have none of it.
#[derive(Debug, Default)]
struct Beside {
    heard: Vec<Text>,
    /// What has been heard before: it is told once.
    seen: HashSet<Arc<str>>,
    /// The statements that have begun, and the arms that were taken, where somebody counts them.
    visited: Option<HashSet<Arc<str>>>,
    /// What handlers have decided, where somebody steps through the run.
    decided: Option<Vec<Event>>,
}

impl News {
    fn beside(&mut self) -> &mut Beside {
        self.beside.get_or_insert_default()
    }

    pub fn say(&mut self, event: Event) {
        let decides = matches!(
            event.kind,
            EventKind::Handled { .. } | EventKind::Retrying { .. }
        );
        if let Some(beside) = self.beside.as_mut().filter(|_| decides)
            && let Some(decided) = &mut beside.decided
        {
            decided.push(event.clone());
        }
        self.events.push(event);
    }

    /// What handlers have decided since this was called last; nothing before it was called first.
    pub fn take_decided(&mut self) -> Vec<Event> {
        let decided = &mut self.beside().decided;
        std::mem::take(decided.get_or_insert_default())
    }

    /// An action that was never handed out was never asked for.
    pub fn unsay_asked(&mut self, effect: &Arc<str>) {
        self.events.retain(|event| match &event.kind {
            EventKind::Asked { name, .. } => name != effect,
            _ => true,
        });
    }

    /// Takes note of the texts in a value that must not be shown.
    pub fn hear(&mut self, value: &Value) {
        let news = &mut self.beside;
        value.each_marked(&mut |text| {
            let Beside { seen, heard, .. } = &mut **news.get_or_insert_default();
            if seen.insert((&**text).into()) {
                heard.push(text.clone());
            }
        });
    }

    /// Counts statements from now on.
    pub fn count_visits(&mut self) {
        self.beside().visited.get_or_insert_default();
    }

    fn visited(&mut self) -> Option<&mut HashSet<Arc<str>>> {
        self.beside.as_mut()?.visited.as_mut()
    }

    pub fn visit(&mut self, path: &Arc<str>) {
        if let Some(visited) = self.visited() {
            visited.insert(path.clone());
        }
    }

    /// An arm of an `if`, by its number; the last is the one that is not written.
    pub fn visit_arm(&mut self, path: &Arc<str>, arm: usize) {
        if let Some(visited) = self.visited() {
            visited.insert(format!("{path}?{arm}").into());
        }
    }

    pub fn take_visited(&mut self) -> HashSet<Arc<str>> {
        let visited = self
            .beside
            .as_mut()
            .and_then(|beside| beside.visited.take());
        visited.unwrap_or_default()
    }

    /// How much has been said since it was taken last.
    pub fn untaken(&self) -> usize {
        self.events.len()
    }

    /// The events; where it is not sure what is sent, less those that say it.
    pub fn take_events(&mut self, sure: bool) -> Vec<Event> {
        let mut taken = std::mem::take(&mut self.events);
        if !sure {
            let asked = |event: &mut Event| matches!(event.kind, EventKind::Asked { .. });
            self.events = taken.extract_if(.., asked).collect();
        }
        taken
    }

    pub fn take_heard(&mut self) -> Vec<Text> {
        let heard = self.beside.as_mut().map(|beside| &mut beside.heard);
        heard.map(std::mem::take).unwrap_or_default()
    }
}
