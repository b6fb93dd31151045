//! The catalogue of CXone: its tables are right, and hold what the vendor documents.

use contactflow::catalogue::{Catalogue, SystemEntry};
use contactflow::systems::cxone::request::Request;
use std::sync::Arc;

fn cxone() -> &'static Arc<SystemEntry> {
    let builtin = Catalogue::builtin();
    builtin.system("cxone").expect("CXone's tables are right")
}

#[test]
fn every_request_fits_its_action() {
    let wrong: Vec<String> = cxone()
        .actions
        .iter()
        .filter_map(|action| Request::of(action).err())
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}
