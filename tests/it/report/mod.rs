//! What people and programs are shown.

mod findings;
mod printer;
mod private;
mod runs;

use contactflow::report::{Look, People, Redactor};
use contactflow::source::{Source, Span};

/// A script to report about.
pub const HOLD: &str = "\
# hold.flow: put a contact on hold.
use cxone

set security user <AgentId>
join agent session

hold contact <ContactId>
    on InvalidState     -> retry 3 times every 2s, then fail \"agent {AgentId} is still changing state\"
    on InvalidContactId -> fail \"contact {ContactId} does not exist\"
";

pub fn people(redactor: &Redactor) -> People<'_> {
    People {
        zone: Some(jiff::tz::TimeZone::UTC),
        catalogue: Some(contactflow::catalogue::Catalogue::builtin()),
        ..People::new(Look::default(), redactor)
    }
}

/// Where a part of the text stands.
pub fn span(source: &Source, part: &str) -> Span {
    let start = source.text().find(part).expect("the part is in the text") as u32;
    Span::new(start, start + part.len() as u32)
}

/// Goldens stand in `tests/report`.
macro_rules! golden {
    ($name:literal, $text:expr) => {
        insta::with_settings!({
            snapshot_path => "../../report",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!($name, $text);
        })
    };
}
pub(crate) use golden;
