//! For what a flow starts: `when contact arrives with Skill: "4021"`. What the contact returns becomes the
//! inputs of the same names.

use crate::catalogue::Thing;
use crate::source::Span;
use crate::value::{Record, Value};
use std::sync::Arc;

/// One `when` line.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// The line.
    pub span: Span,
    /// Whose events: the system's name.
    pub system: Arc<str>,
    /// What arrives.
    pub thing: Arc<Thing>,
    /// What has to be so of it, by the names of its outputs.
    pub with: Vec<(Arc<str>, Value)>,
}

impl Trigger {
    /// Whether something that has arrived is meant.
    pub fn fits(&self, outputs: &Record) -> bool {
        self.with.iter().all(|(name, wanted)| {
            let there = outputs.get(name).map(Value::to_string);
            there.is_some_and(|there| there == wanted.to_string())
        })
    }

    /// What it is known by, in one spelling: the same line is the same, however it is laid out.
    pub fn text(&self) -> String {
        let mut text = format!("{}: {} arrives", self.system, self.thing.name);
        for (name, value) in &self.with {
            text.push_str(&format!(" {name}={value}"));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    #[test]
    fn every_condition_has_to_be_so_and_without_any_all_fits() {
        let entry = Catalogue::builtin().system("cxone").expect("a system");
        let trigger = |with: &[(&str, Value)]| Trigger {
            span: Span::default(),
            system: "cxone".into(),
            thing: entry.thing("contact").expect("a thing").clone(),
            with: with
                .iter()
                .map(|(name, value)| (Arc::from(*name), value.clone()))
                .collect(),
        };
        let arrived = Record::from_iter([
            ("Skill".into(), Value::text("4021")),
            ("IsInbound".into(), Value::YesNo(true)),
        ]);
        let skill = |of: &str| ("Skill", Value::text(of));
        assert!(trigger(&[]).fits(&arrived));
        assert!(trigger(&[skill("4021")]).fits(&arrived));
        assert!(trigger(&[skill("4021"), ("IsInbound", Value::YesNo(true))]).fits(&arrived));
        assert!(!trigger(&[skill("4021"), ("IsInbound", Value::YesNo(false))]).fits(&arrived));
        assert!(!trigger(&[("ANI", Value::text("+12025550134"))]).fits(&arrived));
    }
}
